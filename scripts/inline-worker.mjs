/**
 * Bundles the compiled forwarding worker into one classic script, twice: as a string module
 * (build/src/media/worker-client/worker-source.js, started from a blob: URL) and as dist/casto-worker.js for
 * pages whose Content-Security-Policy allows no blob: workers (`configure({ workerUrl })`).
 */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { rollup } from 'rollup';
import { minify } from './bundle/minify.mjs';
import { root } from './install.mjs';

const entry = join(root, 'build/src/worker.js');
if (!existsSync(entry)) {
  console.error('build/src/worker.js is missing: run tsc first');
  process.exit(1);
}

const bundle = await rollup({ input: entry, plugins: [nodeResolve({ browser: true }), minify()] });
const { output } = await bundle.generate({ format: 'iife', name: 'castoWorker' });
await bundle.close();
const code = output[0].code.trim();

await mkdir(join(root, 'dist'), { recursive: true });
await writeFile(join(root, 'dist/casto-worker.js'), `${code}\n`);
await writeFile(
  join(root, 'build/src/media/worker-client/worker-source.js'),
  `export const workerSource = ${JSON.stringify(code)};\n`,
);
console.log(`forwarding worker: ${code.length} bytes`);
