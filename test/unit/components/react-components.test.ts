/** `casto/react` as a server renders it; in a page it is @lit/react, see test/browser/frameworks.test.ts. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { type ComponentType, createElement as h } from 'react';
import { renderToString } from 'react-dom/server';

type Components = Record<
  'CastoBroadcast' | 'CastoDirectory' | 'CastoPlayer' | 'CastoStats',
  ComponentType<Record<string, unknown>>
>;
// As an author imports it; by a name that the compiler does not follow, as it is made after it has run.
const { CastoBroadcast, CastoDirectory, CastoPlayer, CastoStats } = (await import(
  ['casto', 'react'].join('/')
)) as Components;

describe('casto/react on a server', () => {
  it('renders each element with the attributes that it was given', () => {
    const handler = (): void => assert.fail('an event on a server');
    const player = h(CastoPlayer, {
      channel: 'a "show"',
      controls: true,
      autoplay: false,
      maxChildren: 2,
      'share-url': 'watch.html',
      relay: 'off',
      className: 'wide',
      id: 'player',
      style: { color: 'red' },
      onCastoStatechange: handler,
      onError: handler,
      onClick: handler,
    });
    assert.equal(
      renderToString(player),
      '<casto-player channel="a &quot;show&quot;" controls="" max-children="2" share-url="watch.html"' +
        ' relay="off" class="wide" id="player" style="color:red"></casto-player>',
    );
    const broadcast = h(CastoBroadcast, { source: 'none', srcObject: null, maxBitrate: 1500 });
    assert.equal(
      renderToString(broadcast),
      '<casto-broadcast source="none" max-bitrate="1500"></casto-broadcast>',
    );
    assert.equal(
      renderToString(h(CastoStats, { htmlFor: 'player' })),
      '<casto-stats for="player"></casto-stats>',
    );
    assert.equal(renderToString(h(CastoDirectory, {})), '<casto-directory></casto-directory>');
    const slotted = h(CastoPlayer, null, h('p', { slot: 'overlay' }, 'over'));
    assert.equal(
      renderToString(slotted),
      '<casto-player><p slot="overlay">over</p></casto-player>',
    );
  });

  it('takes the elements by entries of the package, which differ by where it runs', () => {
    const folder = new URL('../../../frameworks/react/', import.meta.url);
    for (const name of ['player', 'broadcast', 'stats', 'directory']) {
      const code = readFileSync(new URL(`${name}.js`, folder), 'utf8');
      assert.match(code, new RegExp(`from 'casto/${name}';`));
      assert.doesNotMatch(code, /from '\.\.\//);
    }
  });

  it('is a client module in each of its files', () => {
    const folder = new URL('../../../frameworks/react/', import.meta.url);
    const files = readdirSync(folder).filter((name) => name.endsWith('.js'));
    assert.ok(files.length >= 6, files.join());
    for (const file of files) {
      assert.match(readFileSync(new URL(file, folder), 'utf8'), /^'use client';\n/, file);
    }
  });
});
