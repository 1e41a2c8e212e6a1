import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CastoError } from '../../../src/base/errors.js';
import { type Fetch, fileFault } from '../../../src/studio/capture/file-fault.js';
import { PolicyWatch } from '../../../src/studio/capture/policy-watch.js';

const URL = 'https://files.example/clip.mp4';
const cause = new DOMException('no supported source', 'NotSupportedError');

const answers =
  (status: number, headers: Record<string, string> = {}): Fetch =>
  async () =>
    new Response(null, { status, headers });

const unreadable =
  (there: boolean): Fetch =>
  async (_url, { mode }) => {
    if (mode === 'no-cors' && there) return new Response(null);
    throw new TypeError('Failed to fetch');
  };

const cases: [string, Fetch, CastoError['code'], RegExp][] = [
  ['missing', answers(404), 'file-missing', /status 404/],
  ['gone', answers(410), 'file-missing', /status 410/],
  ['server failed', answers(503), 'file-missing', /status 503/],
  ['not allowed', answers(403), 'file-refused', /status 403/],
  ['not signed in', answers(401), 'file-refused', /status 401/],
  ['no CORS', unreadable(true), 'file-refused', /Access-Control-Allow-Origin/],
  ['no server', unreadable(false), 'file-missing', /cannot be reached/],
  ['empty', answers(416), 'unsupported', /is empty/],
  [
    'a page',
    answers(206, { 'content-type': 'text/html; charset=utf-8' }),
    'unsupported',
    /is no video: its server sends it as text\/html/,
  ],
  ['a picture', answers(206, { 'content-type': 'image/png' }), 'unsupported', /image\/png/],
  ['broken', answers(206, { 'content-type': 'video/mp4' }), 'unsupported', /format/],
  ['of unknown type', answers(206), 'unsupported', /format/],
  [
    'of no said type',
    answers(206, { 'content-type': 'application/octet-stream' }),
    'unsupported',
    /format/,
  ],
];

test('a file that does not play says why, each in words of its own', async () => {
  const said = new Set<string>();
  for (const [name, ask, code, message] of cases) {
    const error = await fileFault(URL, cause, undefined, ask);
    assert.equal(error.code, code, name);
    assert.match(error.message, message, name);
    assert.ok(error.message.startsWith(URL), name);
    assert.equal(error.cause, cause);
    said.add(error.message);
  }
  assert.ok(said.size >= cases.length - 2);
});

test('the question ends with the caller, and asks for one byte without cookies of others', async () => {
  const asked: RequestInit[] = [];
  const stop = new AbortController();
  const ask: Fetch = async (_url, init) => {
    asked.push(init);
    stop.abort();
    throw init.signal?.reason;
  };
  await assert.rejects(
    fileFault(URL, cause, stop.signal, ask),
    (error) => error instanceof CastoError && error.code === 'aborted',
  );
  assert.equal(asked.length, 1);
  assert.deepEqual(asked[0]?.headers, { Range: 'bytes=0-0' });
  assert.equal(asked[0]?.credentials, 'same-origin');
});

test('a file that the policy of the page refuses is told apart, and what is only reported is not', async () => {
  const page = new EventTarget();
  const violated = (
    blockedURI: string,
    effectiveDirective = 'media-src',
    disposition = 'enforce',
  ) =>
    page.dispatchEvent(
      Object.assign(new Event('securitypolicyviolation'), {
        blockedURI,
        effectiveDirective,
        disposition,
      }),
    );
  const refusing = async (url: string, ...violation: Parameters<typeof violated>) => {
    const watch = new PolicyWatch(url, page);
    const refused = watch.refusing();
    violated(...violation);
    const directive = await refused;
    watch.close();
    return directive;
  };
  assert.equal(await refusing(URL, URL), 'media-src');
  assert.equal(await refusing(URL, 'https://files.example'), 'media-src', 'by its origin alone');
  assert.equal(await refusing('blob:https://page.example/1', 'blob'), 'media-src');
  assert.equal(await refusing('data:video/mp4;base64,AAAA', 'data'), 'media-src');
  assert.equal(await refusing(URL, URL, 'media-src', 'report'), null);
  assert.equal(await refusing(URL, URL, 'connect-src'), null);
  assert.equal(await refusing(URL, 'https://other.example/a.mp4'), null);
  const watch = new PolicyWatch(URL, page);
  violated(URL);
  assert.equal(await watch.refusing(), 'media-src', 'heard before it failed');
  watch.close();
});
