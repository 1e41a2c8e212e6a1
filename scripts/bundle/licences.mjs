/**
 * Rollup plugin that writes dist/THIRD-PARTY-LICENSES.txt: name, version, licence and notices of every package
 * that has code in a bundle. Which those are, rollup's own list of modules says. Each bundle's banner names the
 * file, as its minified code keeps no notices.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../install.mjs';

export const LICENCES_FILE = 'THIRD-PARTY-LICENSES.txt';

const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
/** The first line of each bundle. */
export const BANNER = `/*! CASTO ${own.version}, MIT, with ${LICENCES_FILE} */`;

const RULE = '-'.repeat(80);

/** The folder and package.json of the package that a module is from, or null for our own. */
function packageOf(id) {
  const path = id.replace(/^\0/, '').replace(/\?.*$/, '');
  if (!/[\\/]node_modules[\\/]/.test(path)) return null;
  // Some packages have further files of that name, with a `type` and no more.
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (!existsSync(file)) continue;
    const { name, version, license, author } = JSON.parse(readFileSync(file, 'utf8'));
    if (name && version) return { folder, name, version, license, author };
  }
  return null;
}

const APACHE = readFileSync(new URL('apache-2.0.txt', import.meta.url), 'utf8').trim();
const MIT = (holder) => `The MIT License (MIT)

Copyright (c) ${holder}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

/**
 * The texts that go along. Of a choice of licences, MIT is taken.
 * @throws when a package brings no text, and its licence is none that all state in the same words
 */
export function textsOf({ folder, name, license, author }) {
  const choice = /\bOR MIT\b|\bMIT OR\b/.test(license ?? '');
  const files = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|copying|notice)\b/i.test(file))
    .filter((file) => !(choice && /apache/i.test(file)))
    .sort();
  const texts = files.map((file) => readFileSync(join(folder, file), 'utf8').trim());
  if (texts.length > 0) return texts;
  const holder = typeof author === 'string' ? author : author?.name;
  if (license === 'Apache-2.0') return [...(holder ? [`Copyright ${holder}`] : []), APACHE];
  if (license !== 'MIT' && !choice) throw new Error(`${name} (${license}) has no licence text`);
  return [MIT(holder ?? `the authors of ${name}`)];
}

/** Texts that packages share are written once, below the list of those packages. */
export function licencesText(packages) {
  const byText = new Map();
  for (const each of packages) {
    const text = textsOf(each).join(`\n\n`).replaceAll('\r\n', '\n');
    const key = text.replace(/\s+/g, ' ');
    if (!byText.has(key)) byText.set(key, { text, names: [] });
    byText.get(key).names.push(`${each.name} ${each.version} (${each.license})`);
  }
  const parts = [...byText.values()].map(({ text, names }) => `${names.join('\n')}\n\n${text}\n`);
  return `What the files of CASTO ${own.version} in this folder hold of other packages, and the notices of those.

${RULE}
${parts.join(`\n${RULE}\n`)}`;
}

/**
 * One for all builds: the packages of each join those of the others.
 * @param {string[]} copied packages of which the package has files that no bundle is made of
 */
export function licences(copied = []) {
  const packages = new Map();
  const add = (found) => packages.set(`${found.name}@${found.version}`, found);
  for (const name of copied) add(packageOf(join(root, 'node_modules', name, 'index.js')));
  /** @type {() => import('rollup').Plugin} */
  return () => ({
    name: 'casto-licences',
    generateBundle(_options, bundle) {
      for (const { modules } of Object.values(bundle)) {
        for (const [id, { renderedLength }] of Object.entries(modules ?? {})) {
          const found = renderedLength > 0 ? packageOf(id) : null;
          if (found) add(found);
        }
      }
    },
    writeBundle() {
      const sorted = [...packages].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
      mkdirSync(join(root, 'dist'), { recursive: true });
      writeFileSync(join(root, 'dist', LICENCES_FILE), licencesText(sorted));
    },
  });
}
