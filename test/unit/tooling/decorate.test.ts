/** The helper of decorators is in the bundle once, and does there what it does in a module of its own. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { type Plugin, rollup } from 'rollup';

const at = (path: string): URL => new URL(`../../../../${path}`, import.meta.url);
const { oneDecorate } = (await import(at('scripts/bundle/decorate.mjs').href)) as {
  oneDecorate(): Plugin;
};

/** The helper as tsc has just written it. */
const compiled = await readFile(at('build/components/player/player-element.js'), 'utf8');
const helper = /^var __decorate = [\s\S]*?\n\};\n/m.exec(compiled)![0];

const entry = (sources: Record<string, string>): Plugin => ({
  name: 'sources',
  resolveId: (id) => (id in sources ? id : null),
  load: (id) => sources[id] ?? null,
});
const decorated = (name: string): string => `${helper}
const told = [];
class Thing { get ${name}() { return '${name}'; } }
const louder = (_target, key, { get }) => ({ get() { return get.call(this) + '!'; } });
const note = (_target, key) => void told.push(key);
__decorate([note, louder], Thing.prototype, '${name}', null);
__decorate([note], Thing.prototype, 'plain', void 0);
export const ${name} = [new Thing().${name}, ...told];`;

async function bundle(sources: Record<string, string>): Promise<string> {
  const made = await rollup({ input: 'index', plugins: [entry(sources), oneDecorate()] });
  const { output } = await made.generate({ format: 'es' });
  return output[0].code;
}

describe('the helper of decorators', () => {
  it('is in a bundle once, and works', async () => {
    const code = await bundle({
      index: `export * from 'one'; export * from 'two';`,
      one: decorated('first'),
      two: decorated('second'),
    });
    assert.equal(code.split('Object.getOwnPropertyDescriptor').length - 1, 1);
    const { first, second } = (await import(
      `data:text/javascript,${encodeURIComponent(code)}`
    )) as Record<string, string[]>;
    assert.deepEqual(first, ['first!', 'first', 'plain']);
    assert.deepEqual(second, ['second!', 'second', 'plain']);
  });

  it('breaks the build when tsc writes it in another way', async () => {
    const code = 'var __decorate = somethingElse;\nexport const one = __decorate;';
    await assert.rejects(bundle({ index: code }), /the helper of decorators looks different/);
  });
});
