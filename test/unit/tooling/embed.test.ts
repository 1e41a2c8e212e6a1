/** Whom the page for frames listens to and speaks to. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { projectRoot } from '../../browser/harness/root.js';

interface EmbedApi {
  partners(lists: { asked: string[]; served: string[]; around: string | null }): string[];
}
const file = pathToFileURL(join(projectRoot, 'demo/embed-api.js')).href;
const { partners } = (await import(file)) as EmbedApi;

const A = 'https://a.example';
const B = 'https://b.example:8443';

test('the page around, when the address asks for nobody', () => {
  assert.deepEqual(partners({ asked: [], served: [], around: A }), [A]);
  assert.deepEqual(partners({ asked: [], served: [], around: `${A}/article?x=1` }), [A]);
});

test('only whom the address asks for, whoever is around', () => {
  assert.deepEqual(partners({ asked: [B], served: [], around: A }), [B]);
  assert.deepEqual(partners({ asked: [A, `${B}/path`], served: [], around: A }), [A, B]);
});

test('the site’s own list bounds both', () => {
  assert.deepEqual(partners({ asked: [], served: [A], around: A }), [A]);
  assert.deepEqual(partners({ asked: [], served: [A], around: B }), []);
  assert.deepEqual(partners({ asked: [A, B], served: [B], around: A }), [B]);
  assert.deepEqual(partners({ asked: [A], served: ['nonsense'], around: A }), []);
});

test('nobody, when nothing is known or it is no origin', () => {
  for (const around of [null, '', 'null', 'about:srcdoc', 'data:text/html,x']) {
    assert.deepEqual(partners({ asked: [], served: [], around }), [], String(around));
  }
  assert.deepEqual(partners({ asked: ['*'], served: [], around: A }), []);
});
