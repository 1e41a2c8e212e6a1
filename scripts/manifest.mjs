/**
 * custom-elements.json, and the tables made of it: `npm run analyze` writes them, `node scripts/manifest.mjs
 * --check` tells whether it is that of the sources.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cli } from '@custom-elements-manifest/analyzer/cli.js';
import { root } from './install.mjs';
import { writeReference } from './reference.mjs';

const file = join(root, 'custom-elements.json');

/** The manifest of the sources as they are now. */
export function analyze() {
  return cli({
    argv: [
      'analyze',
      '--litelement',
      '--globs',
      'components/**/*.ts',
      '--exclude',
      'components/edge/**',
      '--quiet',
    ],
    cwd: root,
    noWrite: true,
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const manifest = await analyze();
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  if (!process.argv.includes('--check')) {
    writeFileSync(file, text);
    writeReference(manifest);
  } else if (readFileSync(file, 'utf8') === text) {
    console.log('custom-elements.json is that of the sources');
  } else {
    console.error('custom-elements.json is out of date. Run: npm run analyze');
    process.exit(1);
  }
}
