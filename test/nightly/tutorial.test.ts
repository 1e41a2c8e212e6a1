/** The pages of docs/tutorial.md, as they stand there, on air. */
import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type * as Casto from '../../components/index.js';
import {
  type HarnessBrowser,
  type HarnessPage,
  launch,
  projectRoot,
  type Star,
  startServer,
  startStar,
  type TestServer,
} from '../browser/harness/index.js';

const NAMED_STAR = 'http://127.0.0.1:9090';

/** The first code block of `language` below a heading that contains `title`. */
function block(text: string, title: string, language = 'html'): string {
  const section = text.split(/^## /m).find((part) => part.split('\n')[0]!.includes(title));
  const found = new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 's').exec(section ?? '');
  assert.ok(found, `no ${language} below “${title}”`);
  return found[1]!;
}

async function moves(page: HarnessPage, selector: string): Promise<void> {
  await page.waitFor(
    async (query) => {
      const { readMotion } = window.harness;
      const element = document.querySelector(query);
      const video = element instanceof HTMLVideoElement ? element : undefined;
      const shown = video ?? (element as Casto.CastoPlayer | null)?.videoElement;
      if (!shown?.videoWidth) return false;
      const { change, contrast } = await readMotion(shown, 15);
      return change > 0.05 && contrast > 5;
    },
    selector,
    { timeoutMs: 30_000, message: async () => `a moving picture.\n${page.log.join('\n')}` },
  );
}

describe('the tutorial', () => {
  let star: Star;
  let server: TestServer;
  let browser: HarnessBrowser;
  let folder: string;
  const head =
    '<!doctype html><meta charset="utf-8"><script type="module" src="casto.js"></script>';

  before(async () => {
    star = await startStar();
    folder = await mkdtemp(join(tmpdir(), 'casto-tutorial-'));
    const text = await readFile(join(projectRoot, 'docs/tutorial.md'), 'utf8');
    const live = block(text, 'goes live');
    const watch = block(text, 'watches');
    assert.ok(live.includes(NAMED_STAR) && watch.includes(NAMED_STAR));
    const meta = `<meta name="casto-star" content="${star.url}">`;
    const pages = {
      'live.html': live,
      'watch.html': watch + block(text, 'Act on'),
      'canvas.html': head + meta + block(text, 'something else').replace('my-show', 'canvas'),
      'sdk.html': head + meta + block(text, 'Without elements'),
    };
    const harness = '<script type="module" src="/harness/index.js"></script>';
    for (const [name, html] of Object.entries(pages)) {
      const local = html.replaceAll(NAMED_STAR, star.url);
      await writeFile(join(folder, name), local.replace('<script', `${harness}\n<script`));
    }
    for (const copied of ['casto.js', 'lazy']) {
      await cp(join(projectRoot, 'dist', copied), join(folder, copied), { recursive: true });
    }
    server = await startServer({ mounts: { '/my-show/': folder } });
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await server?.close();
    await star?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  const open = async (name: string): Promise<HarnessPage> => {
    const page = await browser.newPage();
    await page.goto(`${server.url}my-show/${name}`);
    await page.evaluate(() => customElements.whenDefined('casto-player').then(() => true));
    return page;
  };
  const goLive = (page: HarnessPage): Promise<unknown> =>
    page.waitFor(() => {
      const show = document.querySelector<Casto.CastoBroadcast>('casto-broadcast');
      if (show?.state === 'live') return true;
      show?.shadowRoot?.querySelector<HTMLButtonElement>('[part~=start-button]')?.click();
      return false;
    });

  it('goes live, is watched with and without elements, and tells what happens', async () => {
    const studio = await open('live.html');
    await goLive(studio);
    const watching = await open('watch.html');
    await moves(watching, 'casto-player');
    assert.match(
      await watching.evaluate(() => document.querySelector('#note')?.textContent ?? ''),
      / → playing$|another parent/,
    );
    await watching.waitFor(() =>
      document.querySelector('casto-stats')?.shadowRoot?.querySelector('[part~=table]'),
    );
    const plain = await open('sdk.html');
    await moves(plain, 'video');
    for (const page of [plain, watching, studio]) await page.close();
  });

  it('broadcasts a canvas', async () => {
    const page = await open('canvas.html');
    await goLive(page);
    assert.equal(await page.evaluate(() => document.querySelector('casto-broadcast')?.error), null);
    await page.close();
  });
});
