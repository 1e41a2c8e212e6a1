/** The one file and the lazy files beside it: what they share, and what the build refuses. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { type Plugin, rollup } from 'rollup';

interface Where {
  entry: string;
  folder: string;
}
interface LazyFiles {
  input: Record<string, string>;
  lazy: Plugin;
  main: Plugin;
}

const scripts = new URL('../../../../scripts/bundle/', import.meta.url);
const { lazyFiles } = (await import(new URL('lazy.mjs', scripts).href)) as {
  lazyFiles(where: Where): LazyFiles;
};
const { leanCss, leanHtml } = (await import(new URL('templates.mjs', scripts).href)) as {
  leanCss(text: string): string;
  leanHtml(text: string): string;
};

const made: string[] = [];
after(() => Promise.all(made.map((folder) => rm(folder, { recursive: true, force: true }))));

/** Two lazy files that use a module with state and a class of the bundle, and share one of their own. */
const SOURCES: Record<string, string> = {
  'index.js': `
    import { count } from './counter.js';
    export { Thing } from './thing.js';
    export { count };
    export const panel = () => import('./panel.lazy.js');
    export const figures = () => import('./deep/figures.lazy.js');`,
  'counter.js': `
    let counted = 0;
    export const count = () => ++counted;
    export const name = 'the counter';`,
  'thing.js': `export class Thing {}; export const name = 'the thing';`,
  'own.js': `export const own = { loaded: Math.random() };`,
  'panel.lazy.js': `
    import { count, name as counterName } from './counter.js';
    import { Thing, name } from './thing.js';
    import { own } from './own.js';
    export { own };
    export const names = [counterName, name];
    export const made = () => new Thing();
    export const counted = () => count();`,
  'deep/figures.lazy.js': `import { own } from '../own.js'; export { own };`,
};

async function folderWith(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'casto-lazy-'));
  made.push(folder);
  for (const [name, text] of Object.entries({ ...files, 'package.json': '{"type":"module"}' })) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}

/** Builds as rollup.config.js does; the folder of the bundle. */
async function built(change: Record<string, string> = {}): Promise<string> {
  const folder = await folderWith({ ...SOURCES, ...change });
  const files = lazyFiles({ entry: join(folder, 'index.js'), folder });
  const dist = await folderWith({});
  const lazy = await rollup({ input: files.input, plugins: [files.lazy] });
  await lazy.write({ dir: join(dist, 'lazy'), chunkFileNames: 'shared-[hash].js' });
  const main = await rollup({ input: join(folder, 'index.js'), plugins: [files.main] });
  await main.write({ file: join(dist, 'casto.js'), inlineDynamicImports: true });
  return dist;
}

// biome-ignore lint/suspicious/noExplicitAny: modules made of text have no types
const load = (folder: string, file = 'casto.js'): Promise<any> =>
  import(
    pathToFileURL(join(folder, file.split('?')[0]!)).href +
      (file.split('?')[1] ? `?${file.split('?')[1]}` : '')
  );

describe('lazy files', () => {
  it('take from the bundle what they have in common with it', async () => {
    const dist = await built();
    const casto = await load(dist);
    const panel = await casto.panel();
    assert.ok(panel.made() instanceof casto.Thing);
    assert.equal(casto.count(), 1);
    assert.equal(panel.counted(), 2);
    assert.deepEqual(panel.names, ['the counter', 'the thing']);
    const { own } = await casto.figures();
    assert.equal(own, panel.own, 'two copies of what only lazy files use');
    const files = await readdir(join(dist, 'lazy'), { recursive: true });
    for (const file of files.filter((name) => name.endsWith('.js'))) {
      assert.doesNotMatch(
        await readFile(join(dist, 'lazy', file), 'utf8'),
        /class Thing|casto\.js/,
      );
    }
    assert.doesNotMatch(await readFile(join(dist, 'casto.js'), 'utf8'), /made|Math\.random/);
  });

  it('find the bundle by whatever name it was loaded', async () => {
    const dist = await built({
      'thing.js': `export class Thing { renamed }; export const name = '';`,
    });
    await rename(join(dist, 'casto.js'), join(dist, 'live-1.2.js'));
    const casto = await load(dist, 'live-1.2.js?v=2');
    assert.ok((await casto.panel()).made() instanceof casto.Thing);
  });

  it('are those of their own build, with two builds on a page', async () => {
    const one = await load(
      await built({ 'thing.js': `export class Thing { one }; export const name = 1;` }),
    );
    const two = await load(
      await built({ 'thing.js': `export class Thing { two }; export const name = 2;` }),
    );
    assert.ok((await one.panel()).made() instanceof one.Thing);
    assert.ok((await two.panel()).made() instanceof two.Thing);
  });

  it('are those of the first copy, with two copies of one build', async () => {
    const dist = await built({
      'thing.js': `export class Thing { twice }; export const name = '';`,
    });
    const first = await load(dist, 'casto.js?first');
    const second = await load(dist, 'casto.js?second');
    assert.notEqual(first.Thing, second.Thing);
    assert.ok((await second.panel()).made() instanceof first.Thing);
  });

  it('may be missing: import() rejects, and the bundle works on', async () => {
    const dist = await built({
      'thing.js': `export class Thing { alone }; export const name = '';`,
    });
    await rm(join(dist, 'lazy'), { recursive: true });
    const casto = await load(dist);
    await assert.rejects(casto.panel(), { code: 'ERR_MODULE_NOT_FOUND' });
    assert.equal(casto.count(), 1);
  });

  it('are refused where they would not be lazy, or could not be handed on', async () => {
    const refused = (files: Record<string, string>, why: RegExp) =>
      assert.rejects(built(files), why);
    await refused(
      { 'index.js': `export { counted } from './panel.lazy.js';` },
      /panel\.lazy\.js is imported without import\(\)/,
    );
    await refused(
      { 'panel.lazy.js': `import * as all from './thing.js'; export { all };` },
      /import single names/,
    );
    await refused({ 'panel.lazy.js': `export * from './thing.js';` }, /cannot hand on/);
    await refused({ 'deep/panel.lazy.js': 'export const two = 2;' }, /would both be panel\.js/);
  });
});

describe('templates in the bundle', () => {
  it('lose white space and comments of CSS, and nothing that means something', () => {
    const lean = (css: string, expected: string): void => assert.equal(leanCss(css), expected);
    lean(
      '\n  .a > .b {\n    color: red;\n    margin: 0 auto;\n  }\n',
      ' .a > .b{color:red;margin:0 auto}',
    );
    // A space before a colon is a descendant.
    lean('.a :hover, .b:hover { top: 0; }', '.a :hover,.b:hover{top:0}');
    lean(
      '/* why */ .a { width: calc(100% - 2 * (1px + 2px)); }',
      ' .a{width:calc(100% - 2 * (1px + 2px))}',
    );
    lean(`.a::before { content: ' ; /* { } */ '; }`, `.a::before{content:' ; /* { } */ '}`);
    lean(`.a { font: 12px "A  B", serif; }`, `.a{font:12px "A  B",serif}`);
    lean(
      '@media (min-width: 20px) and (hover) { a { b: c; } }',
      '@media (min-width:20px) and (hover){a{b:c}}',
    );
    lean('.a { inset: 0; --x: ; }', '.a{inset:0;--x:}');
  });

  it('keep one space of HTML where there was any', () => {
    assert.equal(leanHtml('<p>\n  a <b>b</b>\n  c</p>'), '<p> a <b>b</b> c</p>');
  });
});
