/**
 * Fails when a libp2p helper is installed twice: two versions double the bundle, and objects of
 * one are not recognised by the other. Looks at what node_modules holds for production.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './install.mjs';

const WATCHED = /^(@libp2p\/|@multiformats\/|libp2p$|multiformats$|uint8|it-|lit$|lit-html$)/;

const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
const places = new Map();
for (const [path, { version }] of Object.entries(packages)) {
  const name = path.split('node_modules/').pop();
  if (!name || !WATCHED.test(name)) continue;
  places.set(name, [...(places.get(name) ?? []), `${version} at ${path}`]);
}

const doubled = [...places].filter(([, found]) => found.length > 1);
for (const [name, found] of doubled) console.error(`${name} is there twice: ${found.join('; ')}`);
if (doubled.length > 0) process.exit(1);
console.log(`${places.size} libp2p and helper packages, each once`);
