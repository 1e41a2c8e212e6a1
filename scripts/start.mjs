/**
 * `npm start`: one machine, everything. Installs and builds what is missing, then runs a star and
 * the demo until Ctrl+C.
 *
 *   npm start -- [--port 8080] [--star-port 9090] [--host 127.0.0.1]
 */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { startDemoServer } from './demo-server.mjs';
import { ensurePackages, root, run } from './install.mjs';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8080' },
    'star-port': { type: 'string', default: '9090' },
    host: { type: 'string', default: '127.0.0.1' },
  },
});

function newest(folder) {
  let latest = 0;
  for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) {
      latest = Math.max(latest, statSync(join(entry.parentPath ?? entry.path, entry.name)).mtimeMs);
    }
  }
  return latest;
}

function builtCurrent() {
  const bundle = join(root, 'dist/casto.js');
  if (!existsSync(bundle) || !existsSync(join(root, 'build/src/star/cli.js'))) return false;
  const built = statSync(bundle).mtimeMs;
  return newest('src') <= built && newest('components') <= built;
}

/** Starts the star; resolves with its URL, rejects when it ends before it says one. */
function startStar(port) {
  const star = spawn(
    process.execPath,
    [join(root, 'build/src/star/cli.js'), '--port', port, '--host', values.host, '--json'],
    { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  return new Promise((resolve, reject) => {
    star.once('error', reject);
    star.once('exit', (code) => reject(new Error(`The star ended with ${code}`)));
    createInterface({ input: star.stdout }).once('line', (line) => {
      try {
        resolve({ star, url: JSON.parse(line).url });
      } catch (error) {
        reject(new Error(`The star said "${line}" instead of its address`, { cause: error }));
      }
    });
  });
}

/** A busy port is no reason to give up: any free one serves as well. */
async function startDemo(star) {
  const options = { host: values.host, star };
  try {
    return await startDemoServer({ ...options, port: Number(values.port) });
  } catch (error) {
    if (error.code !== 'EADDRINUSE') throw error;
    return startDemoServer({ ...options, port: 0 });
  }
}

ensurePackages();
if (!builtCurrent()) {
  console.log('Building …');
  run(process.execPath, ['scripts/build.mjs']);
}

const { star, url } = await startStar(values['star-port']).catch((error) => {
  if (values['star-port'] === '0') throw error;
  console.error(`Port ${values['star-port']} does not work for the star; taking a free one.`);
  return startStar('0');
});
const demo = await startDemo(url);

console.log(`\n  CASTO demo   ${demo.url}\n  star         ${url}\n\n  Ctrl+C stops both.`);

let stopping = false;
async function stop(code) {
  if (stopping) return;
  stopping = true;
  star.kill('SIGTERM');
  await demo.close();
  process.exitCode = code;
}
star.once('exit', (code) => {
  if (!stopping) console.error(`The star ended with ${code}`);
  void stop(stopping ? 0 : 1);
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => void stop(0));
