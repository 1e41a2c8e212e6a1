/**
 * `npm run build`, in two halves that the tests run apart:
 *
 *   compile   tsc → build/, inline-worker.mjs
 *   bundle    integrations.mjs, rollup → dist/, casto.css, sri.mjs
 */
import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensurePackages, root, run } from './install.mjs';

const bin = (name, script) => join(root, 'node_modules', name, script);

const [half] = process.argv.slice(2);

ensurePackages();
if (half !== 'bundle') {
  // Chunks carry a hash in their name: old ones would pile up. What was compiled from a deleted file would be packed.
  for (const made of ['build', 'dist']) rmSync(join(root, made), { recursive: true, force: true });
  run(process.execPath, [bin('typescript', 'bin/tsc')]);
  run(process.execPath, ['scripts/inline-worker.mjs']);
}
if (half !== 'compile') {
  run(process.execPath, ['scripts/integrations.mjs']);
  run(process.execPath, [bin('rollup', 'dist/bin/rollup'), '--config', '--silent']);
  copyFileSync(join(root, 'components/casto.css'), join(root, 'dist/casto.css'));
  run(process.execPath, ['scripts/sri.mjs']);
}
