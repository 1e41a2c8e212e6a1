import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { importScript } from '../../browser/harness/root.js';

interface DemoServerModule {
  startDemoServer(options: {
    port?: number;
    star?: string | (() => string | undefined);
    mounts?: [string, string][];
  }): Promise<{ url: string; close(): Promise<void> }>;
}

/** Sends a path as it stands; fetch() would tidy `..` away before it leaves. */
function rawGet(base: string, path: string): Promise<number> {
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    request({ hostname, port, path }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

describe('demo server', () => {
  let folder: string;
  let server: { url: string; close(): Promise<void> };
  let start: DemoServerModule['startDemoServer'];

  before(async () => {
    ({ startDemoServer: start } = await importScript<DemoServerModule>('demo-server.mjs'));
    folder = await mkdtemp(join(tmpdir(), 'casto-demo-'));
    await mkdir(join(folder, 'site/inner'), { recursive: true });
    await mkdir(join(folder, 'bundle'));
    await writeFile(join(folder, 'secret.txt'), 'secret');
    await writeFile(join(folder, 'site/index.html'), '<p>home</p>');
    await writeFile(join(folder, 'site/inner/index.html'), '<p>inner</p>');
    await writeFile(join(folder, 'site/watch.html'), '<html><head>\n  </head></html>');
    await writeFile(join(folder, 'site/clip.webm'), '0123456789');
    await writeFile(join(folder, 'bundle/casto.js'), 'export {}');
    server = await start({
      port: 0,
      mounts: [
        ['/dist/', join(folder, 'bundle')],
        ['/', join(folder, 'site')],
      ],
    });
  });
  after(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });

  it('serves pages and the bundle with their types', async () => {
    const home = await fetch(server.url);
    assert.equal(await home.text(), '<p>home</p>');
    assert.match(home.headers.get('content-type') ?? '', /^text\/html/);
    const bundle = await fetch(`${server.url}dist/casto.js`);
    assert.match(bundle.headers.get('content-type') ?? '', /^text\/javascript/);
    const inner = await fetch(`${server.url}inner`);
    assert.equal(inner.url, `${server.url}inner/`);
    assert.equal(await inner.text(), '<p>inner</p>');
  });

  it('serves parts of a file, which seeking in a video needs', async () => {
    const part = async (range: string): Promise<[number, string, string | null]> => {
      const answer = await fetch(`${server.url}clip.webm`, { headers: { range } });
      return [answer.status, await answer.text(), answer.headers.get('content-range')];
    };
    assert.deepEqual(await part('bytes=2-4'), [206, '234', 'bytes 2-4/10']);
    assert.deepEqual(await part('bytes=7-'), [206, '789', 'bytes 7-9/10']);
    assert.deepEqual(await part('bytes=-3'), [206, '789', 'bytes 7-9/10']);
    assert.deepEqual(await part('bytes=4-99'), [206, '456789', 'bytes 4-9/10']);
    assert.deepEqual(await part('bytes=20-'), [416, '', 'bytes */10']);
    assert.deepEqual(await part('bytes=-'), [200, '0123456789', null]);
  });

  it('never leaves its folders', async () => {
    for (const path of [
      '/../secret.txt',
      '/%2e%2e/secret.txt',
      '/dist/../../secret.txt',
      '/dist/%2e%2e%2fsecret.txt',
      '/..%2fsecret.txt',
      '/%00',
      '/%',
    ]) {
      assert.equal(await rawGet(server.url, path), 404, path);
    }
    assert.equal((await fetch(server.url, { method: 'POST' })).status, 405);
  });

  it('passes the star’s casto.json through, and says when there is none', async () => {
    const star = createServer((_request, response) => response.end('{"stars":["/ip4/1"]}'));
    await new Promise<void>((resolve) => star.listen(0, '127.0.0.1', resolve));
    const address = star.address();
    assert.ok(address && typeof address === 'object');
    const withStar = await start({ port: 0, star: `http://127.0.0.1:${address.port}` });
    try {
      const answer = await fetch(`${withStar.url}.well-known/casto.json`);
      assert.deepEqual(await answer.json(), { stars: ['/ip4/1'] });
      star.closeAllConnections();
      await new Promise((resolve) => star.close(resolve));
      assert.equal((await fetch(`${withStar.url}.well-known/casto.json`)).status, 502);
    } finally {
      await withStar.close();
    }
  });

  it('names the oEmbed address in a page of one channel, and passes the question on', async () => {
    const asked: string[] = [];
    const star = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('{"version":"1.0"}');
    });
    await new Promise<void>((resolve) => star.listen(0, '127.0.0.1', resolve));
    const address = star.address();
    assert.ok(address && typeof address === 'object');
    let known: string | undefined;
    const withStar = await start({
      port: 0,
      star: () => known,
      mounts: [['/', join(folder, 'site')]],
    });
    const page = `${withStar.url}watch.html?channel=${encodeURIComponent('owner/<b>"')}`;
    const read = async (url: string): Promise<string> => (await fetch(url)).text();
    try {
      assert.doesNotMatch(await read(page), /oembed/, 'no star yet');
      known = `http://127.0.0.1:${address.port}`;
      const link =
        /<link rel="alternate" type="application\/json\+oembed" href="([^"<>]+)" title="([^"<>]*)" \/>/;
      const [, href, title] = link.exec(await read(page)) ?? [];
      assert.equal(title, '&lt;b&gt;&quot;');
      const question = new URL(href!.replaceAll('&amp;', '&'));
      assert.equal(question.searchParams.get('url'), page);
      const answer = await fetch(question);
      assert.match(answer.headers.get('content-type') ?? '', /json/);
      assert.deepEqual(await answer.json(), { version: '1.0' });
      assert.equal(new URL(asked[0]!, known).searchParams.get('url'), page);
      assert.doesNotMatch(await read(`${withStar.url}watch.html`), /oembed/, 'no channel');
    } finally {
      await withStar.close();
      star.closeAllConnections();
      await new Promise((resolve) => star.close(resolve));
    }
  });
});
