/**
 * The Content-Security-Policy of docs/embedding.md, with Trusted Types: a page that broadcasts and a
 * page that watches and measures break none of it.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { LitElement } from 'lit';
import type { Way } from '../../src/base/types.js';
import { createStage, type HarnessPage, projectRoot, type Stage, until } from './harness/index.js';

interface Report {
  'violated-directive'?: string;
  'effective-directive'?: string;
  'blocked-uri'?: string;
  'source-file'?: string;
  'script-sample'?: string;
}

/** The policy as the document gives it, with the star's addresses filled in. */
async function documentedPolicy(star: string): Promise<string> {
  const text = await readFile(join(projectRoot, 'docs/embedding.md'), 'utf8');
  const policy = /^Content-Security-Policy: ([\s\S]*?)\n```/m.exec(text)?.[1];
  const trustedTypes = /^trusted-types .*$/m.exec(text)?.[0];
  assert.ok(policy && trustedTypes, 'docs/embedding.md no longer gives the policy');
  const filled = policy
    .replace(/\s+/g, ' ')
    .replace('https://star.example.org', star)
    .replace('wss://star.example.org', star.replace(/^http/, 'ws'));
  assert.ok(!filled.includes('example.org'), filled);
  return `${filled}; require-trusted-types-for 'script'; ${trustedTypes}; report-uri /report`;
}

/** The test server with the policy on every page. */
async function strictServer(behind: string, star: string) {
  const policy = await documentedPolicy(star);
  const reports: Report[] = [];
  const server = createServer(async (request, response) => {
    if (request.url === '/report') {
      let body = '';
      for await (const chunk of request.setEncoding('utf8')) body += chunk;
      reports.push((JSON.parse(body) as { 'csp-report': Report })['csp-report']);
      response.writeHead(204).end();
      return;
    }
    const answer = await fetch(new URL(request.url ?? '/', behind));
    response.writeHead(answer.status, {
      'content-type': answer.headers.get('content-type') ?? 'text/plain',
      'content-security-policy': policy,
    });
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    reports,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

describe('a strict Content-Security-Policy with Trusted Types', () => {
  let stage: Stage;
  let server: Awaited<ReturnType<typeof strictServer>>;
  const pages: HarnessPage[] = [];
  before(async () => {
    stage = await createStage();
    server = await strictServer(stage.server.url, stage.star.url);
  });
  after(async () => {
    await server?.close();
    await stage?.close();
  });

  async function strictPage(): Promise<HarnessPage> {
    // What went on before a wait that failed.
    const page = await stage.page({
      debug: 'casto:session:*,casto:overlay,casto:media:link,casto:network:signal*',
    });
    pages.push(page);
    await page.goto(`${server.url}pages/strict.html`);
    return page;
  }

  /** A page with player, statistics and directory, once all three have what they want. */
  async function watchAndMeasure(way: Way): Promise<HarnessPage> {
    const page = await strictPage();
    await page.evaluate(() => {
      const player = document.createElement('casto-player');
      player.channel = 'live';
      player.controls = true;
      player.autoplay = true;
      player.maxChildren = 1;
      // Statistics are measured only where they can be seen.
      player.style.width = '320px';
      const stats = document.createElement('casto-stats');
      document.body.append(player, stats, document.createElement('casto-directory'));
    });
    await page.waitFor(
      (expected) => {
        const player = document.querySelector('casto-player');
        const stats = document.querySelector('casto-stats');
        const directory = document.querySelector('casto-directory');
        return (
          (player?.currentTime ?? 0) > 1 &&
          stats?.stats?.parent?.way === expected &&
          directory?.channels.length === 1
        );
      },
      way,
      {
        timeoutMs: 25_000,
        message: async () => (await Promise.all(pages.map(known))).join('\n\n'),
      },
    );
    return page;
  }

  async function known(page: HarnessPage): Promise<string> {
    const seen = await page.evaluate(() => {
      const player = document.querySelector('casto-player');
      return {
        broadcast: document.querySelector('casto-broadcast')?.state,
        player: player?.state,
        time: player?.currentTime,
        error: player?.error?.message,
        stats: document.querySelector('casto-stats')?.stats,
        channels: document.querySelector('casto-directory')?.channels.length,
      };
    });
    return `${JSON.stringify(seen)}\n${JSON.stringify(server.reports)}\n${page.log.slice(-25).join('\n')}`;
  }

  /** Presses every button of the page's elements that opens something, and closes it again. */
  function openEverything(page: HarnessPage): Promise<number> {
    return page.evaluate(async () => {
      let opened = 0;
      for (const element of document.querySelectorAll(
        'casto-player, casto-broadcast, casto-stats',
      )) {
        const buttons = () => [
          ...element.shadowRoot!.querySelectorAll<HTMLButtonElement>(
            'button[aria-haspopup], button[aria-expanded]',
          ),
        ];
        for (let i = 0; i < buttons().length; i++) {
          buttons()[i]!.click();
          opened++;
          // Also of a panel that is fetched first.
          await (element as LitElement).updateComplete;
          await new Promise(requestAnimationFrame);
          // What is inside, once: tabs, and what they load.
          for (const tab of element.shadowRoot!.querySelectorAll<HTMLElement>('[role=tab]')) {
            tab.click();
            await new Promise((resolve) => setTimeout(resolve, 150));
          }
          buttons()[i]?.click();
          await new Promise(requestAnimationFrame);
        }
      }
      return opened;
    });
  }

  it('is not broken by broadcast, player, statistics and directory', async () => {
    const broadcaster = await strictPage();
    await broadcaster.evaluate(() => {
      const element = document.createElement('casto-broadcast');
      element.controls = true;
      element.maxChildren = 1;
      element.lang = 'ko';
      document.body.append(element);
      // A refusal shows in `state`; awaited below.
      element.start().catch(() => undefined);
    });
    await broadcaster.waitFor(
      () => document.querySelector('casto-broadcast')?.state === 'live',
      undefined,
      { message: () => known(broadcaster) },
    );
    // One page that passes on what it gets, and one below it: workers and transforms of all kinds.
    const relay = await watchAndMeasure('source');
    const viewer = await watchAndMeasure('forward');
    assert.ok((await openEverything(viewer)) > 0, 'nothing to open on the player');
    await openEverything(broadcaster);
    // What is fetched when needed came too: graphs, the QR encoder, a language.
    for (const [page, file] of [
      [viewer, 'lazy/player-panels.js'],
      [viewer, 'lazy/stats-screen.js'],
      [viewer, 'lazy/plot.js'],
      [viewer, 'lazy/qr.js'],
      [broadcaster, 'lazy/languages/ko.js'],
      [broadcaster, 'lazy/studio-panels.js'],
    ] as const) {
      await page.waitFor(
        (name) =>
          performance.getEntriesByType('resource').some((entry) => entry.name.endsWith(name)),
        file,
        { message: () => known(page) },
      );
    }
    // The look is there: with inline styles alone, a strict policy would have taken it away.
    const width = await viewer.evaluate(() => {
      const player = document.querySelector('casto-player')!;
      return Math.round(player.videoElement.getBoundingClientRect().width);
    });
    assert.equal(width, 320);
    assert.deepEqual(server.reports, []);
    for (const page of [viewer, relay, broadcaster]) {
      assert.ok(
        !page.log.some((line) => /Content Security Policy|TrustedHTML|TrustedScript/.test(line)),
        page.log.join('\n'),
      );
    }
  });

  it('would have been reported when broken', async () => {
    const page = await strictPage();
    const thrown = await page.evaluate(() => {
      const link = document.createElement('p');
      link.setAttribute('style', 'color: red');
      try {
        link.innerHTML = 'x';
      } catch (error) {
        return (error as Error).name;
      }
      return 'nothing thrown';
    });
    assert.equal(thrown, 'TypeError');
    await until(() => server.reports.length >= 2, { message: () => 'no report came' });
    const directives = server.reports.map((report) => report['effective-directive']).sort();
    assert.deepEqual(directives, ['require-trusted-types-for', 'style-src-attr']);
  });

  it('a file that the policy refuses is told with its directive, by address and from the disk', async () => {
    const page = await strictPage();
    // Another origin than the page's, where the file is and may be read.
    const address = `${stage.server.url}pages/blank.html`;
    const told = await page.evaluate(async (url) => {
      const errors: string[] = [];
      for (const file of [url, new Blob(['no video'], { type: 'video/mp4' })]) {
        const element = document.createElement('casto-broadcast');
        element.source = 'file';
        element.file = file;
        document.body.append(element);
        await element.start().catch(() => undefined);
        errors.push(`${element.error?.code}: ${element.error?.message}`);
        element.remove();
      }
      return errors;
    }, address);
    assert.equal(told.length, 2);
    const { origin } = new URL(address);
    for (const [i, allow] of [origin, 'blob:'].entries()) {
      assert.match(told[i]!, /^file-blocked: .*media-src/);
      assert.ok(told[i]!.endsWith(`allow ${allow}`), told[i]);
    }
  });
});
