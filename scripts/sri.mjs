/**
 * Subresource Integrity (https://www.w3.org/TR/SRI/) of the files that a page may load from
 * elsewhere: prints them and writes dist/sri.json, file → `sha384-…`.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './install.mjs';

/** Single files only: a browser checks the integrity of no chunk that a module imports. */
const FILES = ['casto.js', 'casto-worker.js'];

const integrity = (file) =>
  `sha384-${createHash('sha384')
    .update(readFileSync(join(root, 'dist', file)))
    .digest('base64')}`;

const hashes = Object.fromEntries(FILES.map((file) => [file, integrity(file)]));
writeFileSync(join(root, 'dist/sri.json'), `${JSON.stringify(hashes, null, 2)}\n`);
for (const [file, hash] of Object.entries(hashes)) console.log(`${file}  integrity="${hash}"`);
