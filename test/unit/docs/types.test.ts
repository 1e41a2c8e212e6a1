/** TypeScript agrees with the snippets of README and docs/, those in JavaScript as well. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { after, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
// Inside the project, so that `casto` is found as a project of one's own would.
const folder = join(root, 'build/docs-types');

/** Of frameworks that are not installed here; docs/frameworks.md says where they were tried. */
const ELSEWHERE = /defineNuxtConfig|@angular\/core|attr:channel/;
/** Programs that docs.test.ts runs. */
const RUN_ELSEWHERE = /codelab|node casto-json\.mjs/;

/** What the text around a snippet has named before. */
const NAMED = `
import type { CastoBroadcast, CastoPlayer } from 'casto';
import type { createStar as create } from 'casto/star';
declare global {
  const player: CastoPlayer;
  const studio: CastoBroadcast;
  const video: HTMLVideoElement;
  const createStar: typeof create;
  function showCredits(): Promise<void>;
}
`;
/** What a bundler's own types say. */
const BUNDLER = `
declare module '*?url' {
  const url: string;
  export default url;
}
declare module '*.css';
`;

const CONFIG = {
  compilerOptions: {
    target: 'ES2022',
    module: 'Preserve',
    moduleResolution: 'Bundler',
    lib: ['ES2024', 'DOM', 'DOM.Iterable'],
    jsx: 'react-jsx',
    types: ['node'],
    allowJs: true,
    checkJs: true,
    strict: true,
    // A snippet in JavaScript names no types.
    noImplicitAny: false,
    strictNullChecks: false,
    noEmit: true,
    skipLibCheck: true,
  },
  include: ['.'],
};
const STRICT = { ...CONFIG.compilerOptions, noImplicitAny: true, strictNullChecks: true };

const kinds = {
  loose: { languages: ['js'], compilerOptions: CONFIG.compilerOptions },
  strict: { languages: ['ts', 'tsx'], compilerOptions: STRICT },
};

after(() => rmSync(folder, { recursive: true, force: true }));

for (const [kind, { languages, compilerOptions }] of Object.entries(kinds)) {
  it(`snippets in ${languages.join(' and ')} have no error of type`, () => {
    const place = join(folder, kind);
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, 'tsconfig.json'), JSON.stringify({ ...CONFIG, compilerOptions }));
    writeFileSync(join(place, 'named.d.ts'), NAMED);
    writeFileSync(join(place, 'bundler.d.ts'), BUNDLER);
    const files = [
      'README.md',
      ...readdirSync(join(root, 'docs'))
        .filter((name) => name.endsWith('.md') && !RUN_ELSEWHERE.test(name))
        .map((name) => `docs/${name}`),
    ];
    let count = 0;
    for (const file of files) {
      const text = readFileSync(join(root, file), 'utf8');
      for (const found of text.matchAll(/^```(\w+)\n(.*?)^```/gms)) {
        const [, language = '', code = ''] = found;
        if (!languages.includes(language) || ELSEWHERE.test(code)) continue;
        if (RUN_ELSEWHERE.test(code)) continue;
        const line = text.slice(0, found.index).split('\n').length;
        const name = `${basename(file, '.md')}-${line}.${language}`;
        // A module each, and the file beside a page is the package.
        const own = code.replaceAll(/(['"])\.?\/casto\.js\1/g, "'casto'");
        writeFileSync(join(place, name), `${own}\nexport {};\n`);
        count++;
      }
    }
    assert.ok(count >= 5, `${count} snippets`);
    const { status, stdout } = spawnSync(
      process.execPath,
      [join(root, 'node_modules/typescript/bin/tsc'), '-p', place],
      { encoding: 'utf8', cwd: place },
    );
    assert.equal(status, 0, stdout);
  });
}
