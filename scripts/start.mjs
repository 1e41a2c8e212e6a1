/**
 * `npm start`: one machine, everything. Installs and builds what is missing, then runs a star and
 * the demo until Ctrl+C.
 *
 *   npm start -- [--port 8080] [--star-port 9090] [--host 127.0.0.1]
 */
import { parseArgs } from 'node:util';
import { startDemoServer } from './demo-server.mjs';
import { ensurePackages, run } from './install.mjs';
import { builtCurrent, startStar } from './local-star.mjs';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8080' },
    'star-port': { type: 'string', default: '9090' },
    host: { type: 'string', default: '127.0.0.1' },
  },
});

let starUrl;

/** A busy port is no reason to give up: any free one serves as well. */
async function startDemo() {
  const options = { host: values.host, star: () => starUrl };
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

const { host } = values;
// First the pages: the star tells other sites their address.
const demo = await startDemo();
const site = demo.url;
const { star, url } = await startStar({ port: values['star-port'], host, site }).catch((error) => {
  if (values['star-port'] === '0') throw error;
  console.error(`Port ${values['star-port']} does not work for the star; taking a free one.`);
  return startStar({ port: '0', host, site });
});
starUrl = url;

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
