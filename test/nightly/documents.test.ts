/** Snippets of README and docs/, cut out as they stand there, in real pages: they do what is written beside them. */
import assert from 'node:assert/strict';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
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
  snippet,
  startServer,
  startStar,
  type TestServer,
  until,
} from '../browser/harness/index.js';

const EXAMPLE_STAR = 'https://star.example.org';

const module = (code: string): string => `<script type="module">\n${code}\n</script>`;

describe('snippets of the documents', () => {
  let star: Star;
  let server: TestServer;
  let browser: HarnessBrowser;
  let folder: string;
  let broadcaster: HarnessPage;

  before(async () => {
    star = await startStar();
    folder = await mkdtemp(join(tmpdir(), 'casto-documents-'));
    for (const copied of ['casto.js', 'casto-worker.js', 'casto.css', 'lazy']) {
      await cp(join(projectRoot, 'dist', copied), join(folder, copied), { recursive: true });
    }
    server = await startServer({
      star: star.url,
      mounts: {
        '/my-show/': folder,
        '/media-chrome/': join(projectRoot, 'node_modules/media-chrome/dist'),
      },
    });
    browser = await launch();
    broadcaster = await open(
      'live.html',
      `<script type="module" src="casto.js"></script>
      <casto-broadcast channel="my-show" autostart controls resolution="240p" frame-rate="15"></casto-broadcast>`,
    );
    await stateOf(broadcaster, 'casto-broadcast', 'live');
  });
  after(async () => {
    await browser?.close();
    await server?.close();
    await star?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  /** Opens a page with this in it; the star that it names is the test's. */
  async function open(name: string, html: string, lang = 'en'): Promise<HarnessPage> {
    const body = html
      .replaceAll(EXAMPLE_STAR, star.url)
      .replaceAll("'/casto", "'./casto")
      .replaceAll('"/casto', '"./casto');
    await writeFile(
      join(folder, name),
      `<!doctype html><html lang="${lang}"><meta charset="utf-8">
      <meta name="casto-star" content="${star.url}">
      <script type="module" src="/harness/index.js"></script>
      ${body}`,
    );
    const page = await browser.newPage();
    await page.goto(`${server.url}my-show/${name}`);
    return page;
  }

  const told = (page: HarnessPage): string => page.log.slice(-12).join('\n');

  const stateOf = (page: HarnessPage, tag: string, state: string): Promise<unknown> =>
    page.waitFor(
      ([tag, state]) => document.querySelector<Casto.CastoPlayer>(tag!)?.state === state,
      [tag, state],
      { timeoutMs: 30_000, message: () => `${tag} ${state}\n${told(page)}` },
    );

  const moves = (page: HarnessPage, selector: string): Promise<unknown> =>
    page.waitFor(
      async (query) => {
        const element = document.querySelector(query);
        const video =
          element instanceof HTMLVideoElement
            ? element
            : (element as Casto.CastoPlayer | null)?.videoElement;
        if (!video?.videoWidth || !window.harness) return false;
        const { change, contrast } = await window.harness.readMotion(video, 15);
        return change > 0.05 && contrast > 5;
      },
      selector,
      { timeoutMs: 30_000, message: () => `${selector} moves\n${told(page)}` },
    );

  const says = (page: HarnessPage, words: RegExp): Promise<unknown> =>
    until(() => page.log.some((line) => words.test(line)), {
      timeoutMs: 20_000,
      message: () => `${words}\n${told(page)}`,
    });

  /** None of them wrote an error. */
  const done = async (...pages: HarnessPage[]): Promise<void> => {
    for (const page of pages) {
      // A page for frames has no icon of its own.
      const errors = page.log.filter(
        (line) => /^\[error\]|Uncaught/.test(line) && !/favicon|404/.test(line),
      );
      assert.deepEqual(errors, []);
      await page.close();
    }
  };

  it('README, embedding, hosting: the tags show a moving picture', async () => {
    const tags = await snippet('README.md', 'html', '<casto-player');
    const readme = await open('readme.html', tags.replace(/<casto-broadcast.*\n/, ''));
    await moves(readme, 'casto-player');
    const embedding = await open(
      'embedding.html',
      await snippet('docs/embedding.md', 'html', '<script type="module" src="/casto.js">'),
    );
    await moves(embedding, 'casto-player');
    const hosting = await open(
      'hosting.html',
      await snippet('docs/hosting.md', 'html', 'casto.css'),
    );
    await moves(hosting, 'casto-player');
    await done(readme, embedding, hosting);
  });

  it('README: both lines of the SDK', async () => {
    const code = await snippet('README.md', 'js', 'new CASTO()');
    const [start, watch] = ['casto.start()', "casto.watch('my-show')"].map((call) => {
      assert.ok(code.includes(call));
      return code
        .split('\n')
        .filter((line) => !line.startsWith('video.') || line.includes(call))
        .join('\n');
    });
    const video = '<video muted autoplay playsinline width="640"></video>';
    const own = 'const video = document.querySelector("video");';
    const studio = await open(
      'sdk-live.html',
      video + module(`${start}`.replace('video.', `${own}\nvideo.`)),
    );
    await moves(studio, 'video');
    const viewer = await open(
      'sdk-watch.html',
      video + module(`${watch}`.replace('video.', `${own}\nvideo.`)),
    );
    await moves(viewer, 'video');
    await done(studio, viewer);
  });

  it('embedding: a frame is told its volume when it is ready, and tells its states', async () => {
    const frame = await snippet('docs/embedding.md', 'html', '<iframe');
    const talk = await snippet('docs/embedding.md', 'js', "command: 'volume'");
    const site = server.url.replace('127.0.0.1', 'localhost').replace(/\/$/, '');
    const page = await open(
      'frame.html',
      `${frame}${module(talk)}`
        .replaceAll('https://example.org', site)
        .replace('?channel=my-show', '?channel=my-show&autoplay=1'),
    );
    await says(page, /^\[log\] true|^true$|\btrue$/);
    await says(page, /\bplaying$/);
    await done(page);
  });

  it('embedding: the control bar of media-chrome', async () => {
    const bar = await snippet('docs/embedding.md', 'html', '<media-controller>');
    const page = await open(
      'chrome.html',
      `<script type="module" src="/media-chrome/index.js"></script>
      <script type="module" src="casto.js"></script>${bar}`,
    );
    await moves(page, 'casto-player');
    // The bar knows that it plays.
    await page.waitFor(
      () =>
        customElements.get('media-play-button') !== undefined &&
        document.querySelector('media-play-button')?.hasAttribute('mediapaused') === false,
    );
    await done(page);
  });

  it('embedding: texts of one’s own, settings, a worker of one’s own origin', async () => {
    const texts = await snippet('docs/embedding.md', 'js', 'registerTexts');
    const player = '<casto-player channel="my-show" controls autoplay muted></casto-player>';
    const french = await open('french.html', player + module(texts), 'fr');
    await moves(french, 'casto-player');
    await french.waitFor(() =>
      document.querySelector('casto-player')?.shadowRoot?.textContent?.includes('En direct'),
    );
    const settings = await snippet('docs/embedding.md', 'js', 'iceServers');
    const set = await open(
      'settings.html',
      module(`${settings.replace('stun:stun.example.org', 'stun:127.0.0.1:9')}
        document.body.insertAdjacentHTML('beforeend', '${player}');`),
    );
    await moves(set, 'casto-player');
    const loaded = await set.evaluate(() =>
      performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname),
    );
    assert.ok(
      loaded.includes('/casto-worker.js') ||
        loaded.some((path) => path.endsWith('casto-worker.js')),
      `${loaded}`,
    );
    const worker = await snippet('docs/embedding.md', 'js', '// /page.js');
    await writeFile(join(folder, 'page.js'), worker.replaceAll("'/casto", "'./casto"));
    const file = await open(
      'worker.html',
      `<script type="module" src="page.js"></script>${player}`,
    );
    await moves(file, 'casto-player');
    await done(french, set, file);
  });

  it('embedding: a missing microphone is told; reference: what comes before the end', async () => {
    const missing = await snippet('docs/embedding.md', 'js', 'casto-missing');
    const asks = await snippet('docs/reference.md', 'js', 'casto-beforestop');
    const page = await open(
      'missing.html',
      `<script>
        const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
        navigator.mediaDevices.getUserMedia = (wish) =>
          wish.audio ? Promise.reject(new DOMException('none', 'NotFoundError')) : open(wish);
      </script>
      <script type="module" src="casto.js"></script>
      <casto-broadcast channel="other-show" controls resolution="240p" frame-rate="15"></casto-broadcast>
      ${module(`${missing}
        const studio = broadcast;
        const showCredits = async () => console.log('credits');
        ${asks}
        broadcast.start().catch(() => undefined);`)}`,
    );
    await stateOf(page, 'casto-broadcast', 'live');
    await says(page, /microphone device-missing/);
    const viewer = await open(
      'viewer.html',
      `<script type="module" src="casto.js"></script>
      <casto-player channel="other-show" autoplay muted></casto-player>`,
    );
    await moves(viewer, 'casto-player');
    await page.waitFor(() => document.querySelector('casto-broadcast')!.viewers === 1);
    const press = (part: string): Promise<unknown> =>
      page.waitFor((name) => {
        const root = document.querySelector('casto-broadcast')!.shadowRoot!;
        const button = root.querySelector<HTMLButtonElement>(`[part~=${name}]`);
        button?.click();
        return button !== null;
      }, part);
    await press('stop-button');
    await press('go-on-button');
    assert.ok(!page.log.some((line) => line.includes('credits')));
    await press('stop-button');
    await press('end-button');
    await says(page, /credits/);
    await stateOf(page, 'casto-broadcast', 'ended');
    await done(viewer, page);
  });
});
