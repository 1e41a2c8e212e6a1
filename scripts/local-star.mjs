/** A star of one's own for the commands that need one, in a process beside them. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from './install.mjs';

function newest(folder) {
  let latest = 0;
  for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) {
      latest = Math.max(latest, statSync(join(entry.parentPath ?? entry.path, entry.name)).mtimeMs);
    }
  }
  return latest;
}

/** True when what `npm run build` makes is there and newer than the sources. */
export function builtCurrent() {
  const bundle = join(root, 'dist/casto.js');
  if (!existsSync(bundle) || !existsSync(join(root, 'build/src/star/cli.js'))) return false;
  const built = statSync(bundle).mtimeMs;
  return newest('src') <= built && newest('components') <= built;
}

/**
 * Starts a star; rejects when it ends before it says its URL.
 * @param {{ port?: string, host?: string, site?: string }} options port '0' picks a free one;
 *   `site` is the address of the pages, for oEmbed
 * @returns {Promise<{ star: import('node:child_process').ChildProcess, url: string }>}
 */
export function startStar({ port = '0', host = '127.0.0.1', site } = {}) {
  const star = spawn(
    process.execPath,
    [
      join(root, 'build/src/star/cli.js'),
      ...['--port', port, '--host', host, '--json'],
      ...(site ? ['--site', site] : []),
    ],
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
