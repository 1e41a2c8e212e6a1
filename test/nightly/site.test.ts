/** The documentation site: every page as a reader gets it, and its example on air. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import type { AxeResults } from 'axe-core';
import type * as Casto from '../../components/index.js';
import {
  type HarnessBrowser,
  type HarnessPage,
  importScript,
  launch,
  projectRoot,
  type Star,
  startStar,
} from '../browser/harness/index.js';

const run = promisify(execFile);

/** What a page must not do, said where the harness hears it. */
const WATCH = `
  document.addEventListener('securitypolicyviolation', (event) => {
    console.error('CSP: ' + event.effectiveDirective + ' ' + event.blockedURI);
  });
`;

interface Site {
  url: string;
  folder: string;
  pages: string[];
  close(): Promise<void>;
}

interface DemoServer {
  startDemoServer(options: {
    port: number;
    mounts: [string, string][];
  }): Promise<{ url: string; close(): Promise<void> }>;
}

async function serveSite(star?: string): Promise<Site> {
  const out = await mkdtemp(join(tmpdir(), 'casto-site-'));
  const script = join(projectRoot, 'scripts/site/site.mjs');
  await run(process.execPath, [script, '--out', out, ...(star ? ['--star', star] : [])]);
  const index = JSON.parse(await readFile(join(out, 'search.json'), 'utf8')) as { url: string }[];
  const { startDemoServer } = await importScript<DemoServer>('demo-server.mjs');
  const server = await startDemoServer({ port: 0, mounts: [['/', out]] });
  return {
    url: server.url,
    folder: out,
    pages: [...new Set(index.map(({ url }) => url.split('#')[0]!))],
    async close() {
      await server.close();
      await rm(out, { recursive: true, force: true });
    },
  };
}

/** Warnings and errors of the page; Chromium says nothing else on these levels by itself. */
const complaints = (page: HarnessPage): string[] =>
  page.log.filter((line) => /^\[(error|warning|pageerror|crash)\]/.test(line));

async function axe(page: HarnessPage): Promise<string[]> {
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(): Promise<AxeResults> } };
    const { violations } = await axe.run();
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
    );
  });
}

describe('the documentation site', () => {
  let browser: HarnessBrowser;
  let axeSource: string;
  before(async () => {
    browser = await launch();
    axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core'), 'utf8');
  });
  after(() => browser?.close());

  const open = async (): Promise<HarnessPage> => {
    const page = await browser.newPage();
    await page.onNewDocument(WATCH);
    await page.onNewDocument(axeSource);
    return page;
  };

  describe('without a star', () => {
    let site: Site;
    before(async () => {
      site = await serveSite();
    });
    after(() => site?.close());

    it('has every page without a complaint of the console, its policy or axe', async () => {
      assert.ok(site.pages.length >= 20, `${site.pages.length} pages`);
      const page = await open();
      const found: string[] = [];
      for (const url of site.pages) {
        const from = page.log.length;
        await page.goto(site.url + url);
        await page.evaluate(async () => {
          const tags = new Set<string>();
          for (const each of document.querySelectorAll(':not(:defined)')) tags.add(each.localName);
          await Promise.all([...tags].map((tag) => customElements.whenDefined(tag)));
          await document.fonts.ready;
        });
        for (const violation of await axe(page)) found.push(`${url}: ${violation}`);
        for (const line of page.log.slice(from)) {
          if (/^\[(error|warning|pageerror|crash)\]/.test(line)) found.push(`${url}: ${line}`);
        }
        const wider = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        if (wider > 0) found.push(`${url}: ${wider} px too wide`);
      }
      await page.close();
      assert.deepEqual(found, []);
    });

    it('leads every link of its pages to a file and a heading', async () => {
      const broken: string[] = [];
      const texts = new Map<string, string>();
      for (const name of await readdir(site.folder)) {
        if (name.endsWith('.html'))
          texts.set(name, await readFile(join(site.folder, name), 'utf8'));
      }
      for (const [from, html] of texts) {
        for (const [, target] of html.matchAll(/ (?:href|src)="([^"]+)"/g)) {
          if (/^https?:/.test(target!)) continue;
          const url = new URL(target!, `http://site/${from}`);
          const file = decodeURIComponent(url.pathname.slice(1));
          const id = decodeURIComponent(url.hash.slice(1));
          const there = texts.get(file);
          const found = there
            ? !id || there.includes(` id="${id}"`)
            : existsSync(join(site.folder, file));
          if (!found) broken.push(`${from}: ${target}`);
        }
      }
      assert.ok(texts.size > site.pages.length, 'the viewer page as well');
      assert.deepEqual(broken, []);
    });

    it('finds a heading by keyboard alone', async () => {
      const page = await open();
      await page.goto(`${site.url}index.html`);
      await page.evaluate(() => {
        dispatchEvent(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true }));
      });
      await page.evaluate(() => {
        const input = document.querySelector<HTMLInputElement>('.finder input')!;
        input.value = 'nginx reverse proxy';
        input.dispatchEvent(new Event('input'));
      });
      const first = await page.waitFor(
        () => document.querySelector('.finder li a')?.getAttribute('href'),
        undefined,
        { message: 'a result of the search' },
      );
      assert.match(first, /^star\.html#/);
      assert.deepEqual(await axe(page), []);
      await page.evaluate(() => {
        document
          .querySelector('.finder input')!
          .dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
      });
      await page.waitFor(() => location.pathname.endsWith('/star.html'));
      await page.close();
    });
  });

  describe('with a star', () => {
    let star: Star;
    let site: Site;
    before(async () => {
      star = await startStar();
      site = await serveSite(star.url);
    });
    after(async () => {
      await site?.close();
      await star?.close();
    });

    it('goes on air in the page, and a frame of it shows a moving picture', async () => {
      const page = await open();
      await page.goto(`${site.url}examples.html`);
      await page.waitFor(() => {
        const show = document.querySelector<Casto.CastoBroadcast>('casto-broadcast');
        return show?.srcObject !== null && show?.shadowRoot?.querySelector('[part~=start-button]');
      });
      await page.evaluate(() => {
        const show = document.querySelector<Casto.CastoBroadcast>('casto-broadcast')!;
        show.shadowRoot!.querySelector<HTMLButtonElement>('[part~=start-button]')!.click();
      });
      const difference = await page.waitFor(
        async () => {
          const inner = document.querySelector('iframe')?.contentDocument;
          const player = inner?.querySelector<Casto.CastoPlayer>('casto-player');
          const video = player?.videoElement;
          if (player?.state !== 'playing' || !video?.videoWidth) return null;
          const canvas = document.createElement('canvas');
          canvas.width = 64;
          canvas.height = 36;
          const context = canvas.getContext('2d', { willReadFrequently: true })!;
          const look = async (): Promise<Uint8ClampedArray> => {
            await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
            context.drawImage(video, 0, 0, 64, 36);
            return context.getImageData(0, 0, 64, 36).data;
          };
          const first = await look();
          for (let i = 0; i < 10; i++) await look();
          const last = await look();
          const sum = first.reduce((total, value, i) => total + Math.abs(value - last[i]!), 0);
          return sum / first.length > 1 ? sum / first.length : null;
        },
        undefined,
        { timeoutMs: 30_000, message: async () => `a moving picture. ${page.log.join('\n')}` },
      );
      assert.ok(difference > 1);
      const way = await page.evaluate(async () => {
        const inner = document.querySelector('iframe')!.contentDocument!;
        const stats = await inner.querySelector<Casto.CastoPlayer>('casto-player')!.getStats();
        return stats.parent?.way;
      });
      assert.equal(way, 'source');
      await page.waitFor(
        () =>
          document
            .querySelector('casto-directory')
            ?.shadowRoot?.textContent?.includes('From the documentation'),
        undefined,
        { message: 'the channel in the directory' },
      );
      assert.deepEqual(await axe(page), []);
      assert.deepEqual(complaints(page), []);
      await page.close();
    });
  });
});
