/**
 * Subresource Integrity (https://www.w3.org/TR/SRI/) of the files that a page may load from
 * elsewhere: prints them and writes dist/sri.json, file → `sha384-…`.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './install.mjs';

/** The single file, the worker, and what the single file fetches when needed. */
const FILES = [
  'casto.js',
  'casto-worker.js',
  ...readdirSync(join(root, 'dist/lazy'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.js'))
    .map((file) => `lazy/${file.replaceAll('\\', '/')}`)
    .sort(),
];

const integrity = (file) =>
  `sha384-${createHash('sha384')
    .update(readFileSync(join(root, 'dist', file)))
    .digest('base64')}`;

const hashes = Object.fromEntries(FILES.map((file) => [file, integrity(file)]));
writeFileSync(join(root, 'dist/sri.json'), `${JSON.stringify(hashes, null, 2)}\n`);
for (const file of ['casto.js', 'casto-worker.js']) {
  console.log(`${file}  integrity="${hashes[file]}"`);
}
