/**
 * Weighs the bundles, gzip level 9, against the budget of the project, and tells what the files are
 * that the one file fetches when needed. Exits with 1 when one is over. `--json` prints the figures as JSON.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { root } from './install.mjs';

const KB = 1000;

/** The chunk and everything it imports statically; `import()` is what the elements load later. */
function staticClosure(file, seen = new Set()) {
  if (seen.has(file)) return seen;
  seen.add(file);
  const text = readFileSync(file, 'utf8');
  for (const match of text.matchAll(/(?:\bfrom|\bimport)\s*["'](\.{1,2}\/[^"']+)["']/g)) {
    staticClosure(resolve(dirname(file), match[1]), seen);
  }
  return seen;
}

const gzipped = (file) => gzipSync(readFileSync(file), { level: 9 }).length;

const inDist = (file) => join(root, 'dist', file);
/** What a page loads of it before anything is asked for. */
const entry = (file) => [...staticClosure(inDist(file))];
/** The chunk that `import('./engine.js')` became. */
const engineFile = readdirSync(inDist('split')).find((file) => /^engine-.*\.js$/.test(file));
const all = entry('split/casto.js');

const weights = [
  { what: 'one file: engine + elements', files: [inDist('casto.js')], limit: 250 * KB },
  { what: 'elements alone, engine not loaded', files: all, limit: 45 * KB },
  // What an author imports, which paints, without lit (7 kB), that the author's project has.
  { what: 'casto/player', files: entry('npm/player.js'), limit: 38 * KB },
  { what: 'casto/broadcast', files: entry('npm/broadcast.js'), limit: 38 * KB },
  { what: 'casto/stats', files: entry('npm/stats.js'), limit: 38 * KB },
  { what: 'casto/directory', files: entry('npm/directory.js'), limit: 38 * KB },
  { what: 'casto/engine, the SDK', files: entry('npm/engine.js'), limit: 10 * KB },
  {
    what: 'engine, beside the elements',
    files: [...staticClosure(inDist(`split/${engineFile}`))].filter((file) => !all.includes(file)),
    limit: 190 * KB,
  },
].map(({ what, files, limit }) => ({
  what,
  files: files.map((file) => relative(root, file)),
  gzipBytes: files.reduce((sum, file) => sum + gzipped(file), 0),
  limit,
}));

const lazyFolder = join(root, 'dist/lazy');
const lazy = readdirSync(lazyFolder, { recursive: true })
  .filter((file) => file.endsWith('.js'))
  .sort()
  .map((file) => ({ file: `dist/lazy/${file}`, gzipBytes: gzipped(join(lazyFolder, file)) }));

if (process.argv.includes('--json')) {
  console.log(JSON.stringify({ weights, lazy }, null, 2));
} else {
  for (const { what, files, gzipBytes, limit } of weights) {
    const verdict = gzipBytes <= limit ? 'ok' : 'TOO BIG';
    const where = files.length > 2 ? `${files.length} files` : files.join(', ');
    console.log(
      `${verdict}: ${what}: ${(gzipBytes / KB).toFixed(1)} kB gzip of ${limit / KB} kB (${where})`,
    );
  }
  for (const { file, gzipBytes } of lazy) {
    console.log(`lazy: ${file} ${(gzipBytes / KB).toFixed(1)} kB gzip`);
  }
}
if (weights.some(({ gzipBytes, limit }) => gzipBytes > limit)) process.exit(1);
