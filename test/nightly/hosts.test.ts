/**
 * The same two pages in every tool that docs/frameworks.md names first: the npm package installed from its
 * tarball, a production build by the tool's own command, and a moving picture, with nothing wrong in the
 * console. Configurations and components are the documents', cut out as they stand there.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  type HarnessBrowser,
  type HarnessPage,
  launch,
  projectRoot,
  startStar,
  until,
} from '../browser/harness/index.js';
import { angular } from './hosts/angular.js';
import { rollup, vite, webpack } from './hosts/bundlers.js';
import { type Host, TOLD } from './hosts/host.js';
import { astro, next, nuxt, svelteKit } from './hosts/servers.js';
import { react, solid, svelte, vue } from './hosts/vite-apps.js';
import { openWorkshop, type Workshop } from './hosts/workshop.js';

const HOSTS: Host[] = [
  vite,
  next,
  rollup,
  webpack,
  react,
  vue,
  svelte,
  solid,
  nuxt,
  svelteKit,
  astro,
  angular,
];

/** What a page has against itself; that no icon of the site is there is its author's choice. */
const complaints = ({ log }: HarnessPage): string[] =>
  log.filter(
    (line) =>
      /^\[(pageerror|error)\]|^\[warning\].*hydrat/i.test(line) && !line.endsWith('/favicon.ico'),
  );

/** The one function of the page harness that is needed, as a script: the pages are other servers'. */
async function motionReader(): Promise<string> {
  const file = join(projectRoot, 'build/test/browser/harness/page/read-motion.js');
  const code = (await readFile(file, 'utf8')).replace('export async', 'async');
  return `(() => {\n${code}\nwindow.harness = { readMotion };\n})();`;
}

describe('a production build made with', () => {
  let workshop: Workshop;
  let browser: HarnessBrowser;
  let reader: string;

  before(async () => {
    workshop = await openWorkshop();
    browser = await launch();
    reader = await motionReader();
  });
  after(async () => {
    await browser?.close();
    await workshop?.close();
  });

  for (const host of HOSTS) {
    it(`${host.name} shows a moving picture`, async (test) => {
      const closing: (() => Promise<unknown>)[] = [];
      try {
        const star = await startStar();
        closing.push(() => star.close());
        const began = Date.now();
        const built = await workshop.build(host, star.url);
        closing.push(() => built.remove());
        test.diagnostic(`${built.versions}: ${Math.round((Date.now() - began) / 1000)} s`);
        const server = await built.serve();
        closing.push(() => server.close());

        const open = async (path: string): Promise<HarnessPage> => {
          const page = await browser.newPage();
          closing.push(() => page.close());
          await page.onNewDocument(reader);
          await page.goto(server.url + path);
          return page;
        };
        if ('script' in host.served) {
          for (const [name, tag] of [
            ['live', 'broadcast'],
            ['watch', 'player'],
          ] as const) {
            const html = await (await fetch(server.url + host.pages[name])).text();
            assert.match(html, new RegExp(`<casto-${tag}[^>]* channel="?hosts\\b`), 'on a server');
          }
        }
        const live = await open(host.pages.live);
        await live.waitFor(
          () => document.querySelector('casto-broadcast')?.state === 'live',
          undefined,
          { timeoutMs: 30_000, message: () => `live\n${live.log.join('\n')}` },
        );
        const watching = await open(host.pages.watch);
        await moves(watching);
        if (host.hears?.live) await hears(live, 'live');
        if (host.hears?.watch) await hears(watching, 'playing');
        assert.deepEqual([...complaints(live), ...complaints(watching)], []);
      } finally {
        for (const close of closing.reverse()) await close().catch(() => undefined);
      }
    });
  }
});

async function moves(page: HarnessPage): Promise<void> {
  await page.waitFor(
    async () => {
      const video = document.querySelector('casto-player')?.videoElement;
      if (!video?.videoWidth) return false;
      const { change, contrast } = await window.harness.readMotion(video, 15);
      return change > 0.05 && contrast > 5;
    },
    undefined,
    { timeoutMs: 60_000, message: () => `a moving picture\n${page.log.join('\n')}` },
  );
}

/** The framework has heard the element's event. */
const hears = (page: HarnessPage, state: string): Promise<unknown> =>
  until(
    async () =>
      page.log.includes(`[log] ${state}`) ||
      (await page.evaluate(
        ([query, text]) =>
          [...document.querySelectorAll(query!)].some(({ textContent }) => textContent === text),
        [TOLD, state],
      )),
    { message: () => `${state} to be heard\n${page.log.join('\n')}` },
  );
