/** What dist/casto.js fetches when it is needed: under any name, beside another build, and when it is not there. */
import assert from 'node:assert/strict';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { blankStats } from '../../components/base/blank-stats.js';
import {
  type HarnessBrowser,
  type HarnessPage,
  launch,
  projectRoot,
  startServer,
  type TestServer,
} from './harness/index.js';

const LATE = { timeoutMs: 15_000 };

/** Another build: the same things under another symbol. */
async function anotherBuild(to: string): Promise<void> {
  await cp(join(projectRoot, 'dist'), to, {
    recursive: true,
    filter: (file) => !/split|\.map$/.test(file),
  });
  const main = join(to, 'casto.js');
  const name = /casto:([0-9a-f]{12})\b/.exec(await readFile(main, 'utf8'))?.[1];
  assert.ok(name, 'the bundle names no build');
  const lazy = (await readdir(join(to, 'lazy'), { recursive: true }))
    .filter((file) => file.endsWith('.js'))
    .map((file) => join(to, 'lazy', file));
  for (const file of [main, ...lazy]) {
    await writeFile(file, (await readFile(file, 'utf8')).replaceAll(name, 'another00000'));
  }
}

describe('the lazy files of the bundle', () => {
  let folder: string;
  let server: TestServer;
  let browser: HarnessBrowser;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'casto-lazy-'));
    await cp(join(projectRoot, 'dist/casto.js'), join(folder, 'bare/live.js'));
    await anotherBuild(join(folder, 'another'));
    // An open page after a newer build was put in place: its own bundle, the lazy files of the other.
    await cp(join(folder, 'another/lazy'), join(folder, 'deployed/lazy'), { recursive: true });
    await cp(join(projectRoot, 'dist/casto.js'), join(folder, 'deployed/casto.js'));
    server = await startServer({ mounts: { '/copies/': folder } });
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await server?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  /** A page with every element, playing and broadcasting a drawing, by the bundles at these addresses. */
  async function pageWith(...bundles: string[]): Promise<HarnessPage> {
    const page = await browser.newPage();
    await page.goto(server.blank);
    await page.evaluate(
      async ({ bundles, stats }) => {
        const [first, ...others] = await Promise.all(
          // In this order, so that the first defines the elements.
          bundles.map(async (bundle, i) => {
            if (i > 0) await customElements.whenDefined('casto-player');
            return import(bundle) as Promise<typeof import('../../components/index.js')>;
          }),
        );
        Object.assign(window, { others });
        const context = document.createElement('canvas').getContext('2d')!;
        setInterval(() => context.fillRect(0, 0, Math.random() * 300, 150), 40);
        const stream = context.canvas.captureStream(25);
        const peer = {
          channelId: 'owner/live',
          viewers: 1,
          error: null,
          record: null,
          stream,
          on: (type: string, listener: (change: object) => void) => {
            if (type === 'state') setTimeout(() => listener({ from: 'idle', to: 'playing' }));
            return () => {};
          },
          start: async () => {},
          stop: async () => {},
          close: async () => {},
          attachVideo() {},
          setOptions() {},
          replaceStream: async () => {},
          getStats: async () => stats,
        };
        const engine = {
          createViewing: () => ({ ...peer, state: 'playing' }),
          createBroadcast: () => ({ ...peer, state: 'live', on: () => () => {} }),
          watchDirectory: () => ({
            channels: Array.from({ length: 60 }, (_, i) => ({
              channelId: `owner/c${i}`,
              ownerId: 'owner',
              slug: `c${i}`,
              title: '',
              viewers: 0,
              startedAt: 0,
            })),
            onChange: () => {},
            onError: () => {},
            close: async () => {},
          }),
          configure() {},
        };
        first!.setEngineLoader(async () => engine as never);
        const player = document.createElement('casto-player');
        Object.assign(player, { channel: 'live', autoplay: true, muted: true, controls: true });
        const broadcast = document.createElement('casto-broadcast');
        Object.assign(broadcast, { controls: true, lang: 'de' });
        // Statistics first: they measure only where they can be seen.
        document.body.append(document.createElement('casto-stats'), player, broadcast);
        document.body.style.width = '400px';
        await broadcast.start();
      },
      { bundles, stats: blankStats('viewer') },
    );
    await page.waitFor(
      () => (document.querySelector('casto-player')?.currentTime ?? 0) > 0,
      undefined,
      { ...LATE, message: () => page.log.join('\n') },
    );
    return page;
  }

  /** Presses the button of a panel; the text of what it opens. */
  async function opened(
    page: HarnessPage,
    element: 'casto-player' | 'casto-broadcast',
    name: string,
  ): Promise<string> {
    await page.evaluate(
      ({ element, name }) => {
        const root = document.querySelector(element)!.shadowRoot!;
        root.querySelector<HTMLButtonElement>(`[part~="${name}-button"]`)!.click();
      },
      { element, name },
    );
    return page.waitFor(
      (element) =>
        [...document.querySelector(element)!.shadowRoot!.querySelectorAll('.panel, .notice')]
          .map((shown) => shown.textContent?.replace(/\s+/g, ' ').trim())
          .find(Boolean),
      element,
      { ...LATE, message: () => page.log.join('\n') },
    );
  }

  /** Cards of a list of 60, once there are some, and whether they can be searched. */
  async function listed(page: HarnessPage): Promise<{ cards: number; search: boolean }> {
    await page.evaluate(() => document.body.prepend(document.createElement('casto-directory')));
    return page.waitFor(
      () => {
        const directory = document.querySelector('casto-directory')!;
        const root = directory.shadowRoot!;
        const cards = root.querySelectorAll('[part=channel]').length;
        if (cards === 0) return null;
        directory.remove();
        return { cards, search: root.querySelector('[part=search]') !== null };
      },
      undefined,
      { ...LATE, message: () => page.log.join('\n') },
    );
  }

  const errors = (page: HarnessPage): string[] =>
    page.log.filter((line) => line.startsWith('[pageerror]'));

  const fetched = (page: HarnessPage, pattern: string): Promise<string[]> =>
    page.evaluate(
      (pattern) =>
        performance
          .getEntriesByType('resource')
          .map(({ name }) => new URL(name).pathname)
          .filter((path) => new RegExp(pattern).test(path)),
      pattern,
    );

  const german = (page: HarnessPage): Promise<unknown> =>
    page.waitFor(
      () => document.querySelector('casto-broadcast')!.shadowRoot!.textContent!.includes('Beenden'),
      undefined,
      { ...LATE, message: () => page.log.join('\n') },
    );

  it('come by any address of the bundle, and bring it no second time', async () => {
    const page = await pageWith('/dist/casto.js?v=2');
    assert.match(await opened(page, 'casto-player', 'help'), /Captions off or on/);
    assert.match(await opened(page, 'casto-broadcast', 'settings'), /Auflösung/);
    await german(page);
    await page.waitFor(
      () => document.querySelector('casto-stats')!.shadowRoot!.querySelector('h2'),
      undefined,
      LATE,
    );
    assert.deepEqual(await listed(page), { cards: 48, search: true });
    assert.deepEqual(await fetched(page, 'casto\\.js$'), ['/dist/casto.js']);
    assert.equal((await fetched(page, '/dist/lazy/(player|studio)-panels\\.js$')).length, 2);
    assert.deepEqual(errors(page), []);
    await page.close();
  });

  it('compose and record with what the bundle hands them', async () => {
    const page = await pageWith('/dist/casto.js');
    const made = await page.evaluate(async () => {
      // Headless Chromium has no screen, and nobody answers where to save: the file is downloaded.
      Reflect.set(window, 'showSaveFilePicker', undefined);
      const screen = document.createElement('canvas');
      const context = screen.getContext('2d')!;
      setInterval(() => context.fillRect(0, 0, Math.random() * 300, 150), 40);
      navigator.mediaDevices.getDisplayMedia = async () => screen.captureStream(25);
      const element = document.querySelector('casto-broadcast')!;
      const before = element.srcObject!.getVideoTracks()[0];
      element.source = 'screen-camera';
      const shown = () => element.srcObject?.getVideoTracks()[0];
      while (shown() === before && !element.error) await new Promise(requestAnimationFrame);
      if (element.error) throw element.error;
      const video = document.createElement('video');
      Object.assign(video, { muted: true, srcObject: element.srcObject });
      await video.play();
      const ways: string[] = [];
      element.addEventListener('casto-recording', ({ detail }) => ways.push(detail.way));
      await element.startRecording();
      await new Promise((resolve) => setTimeout(resolve, 300));
      await element.stopRecording();
      return { width: video.videoWidth, ways };
    });
    assert.deepEqual(made, { width: 300, ways: ['download', 'download'] });
    assert.equal((await fetched(page, '/dist/lazy/(compose|recorder)\\.js$')).length, 2);
    assert.deepEqual(errors(page), []);
    await page.close();
  });

  it('come beside another build on the same page, whichever was first', async () => {
    const ours = '/dist/casto.js';
    const theirs = '/copies/another/casto.js';
    for (const bundles of [
      [ours, theirs],
      [theirs, ours],
    ]) {
      const page = await pageWith(...bundles);
      assert.match(await opened(page, 'casto-player', 'help'), /Captions off or on/);
      assert.match(await opened(page, 'casto-broadcast', 'settings'), /Auflösung/);
      const files = await fetched(page, 'player-panels\\.js$');
      assert.deepEqual(files, [bundles[0]!.replace('casto.js', 'lazy/player-panels.js')]);
      assert.deepEqual(errors(page), []);
      await page.close();
    }
  });

  it('are asked for again where the studio’s and the bar’s own did not come', async () => {
    const split = join(projectRoot, 'dist/split');
    const late = (await readdir(split)).filter((file) => /^(studio|bar)-[\w-]{8}\.js$/.test(file));
    assert.equal(late.length, 2);
    const to = join(folder, 'split');
    await cp(split, to, {
      recursive: true,
      filter: (file) => !late.some((name) => file.endsWith(name)),
    });
    const page = await browser.newPage();
    await page.goto(server.blank);
    const said = await page.evaluate(async () => {
      await import('/copies/split/casto.js' as string);
      const broadcast = document.createElement('casto-broadcast');
      const player = document.createElement('casto-player');
      const elements = [broadcast, player];
      for (const element of elements) element.controls = true;
      document.body.append(...elements);
      await Promise.all(elements.map(({ updateComplete }) => updateComplete));
      return elements.map(({ shadowRoot }) => shadowRoot!.textContent!.replace(/\s+/g, ' '));
    });
    assert.match(said[0]!, /could not be loaded.*Try again/);
    assert.doesNotMatch(said[1]!, /could not be loaded/);
    const pressPicture = (): Promise<void> =>
      page.evaluate(() => {
        const player = document.querySelector('casto-player')!;
        player.videoElement.dispatchEvent(
          new PointerEvent('pointerdown', { bubbles: true, composed: true }),
        );
      });
    await pressPicture();
    await page.waitFor(
      () =>
        /could not be loaded/.test(
          document.querySelector('casto-player')!.shadowRoot!.querySelector('.notice')
            ?.textContent ?? '',
        ),
      undefined,
      LATE,
    );
    for (const name of late) await cp(join(split, name), join(to, name));
    await page.evaluate(() =>
      document
        .querySelector('casto-broadcast')!
        .shadowRoot!.querySelector<HTMLButtonElement>('[part=retry-button]')!
        .click(),
    );
    await pressPicture();
    await page.waitFor(
      () =>
        [
          ['casto-broadcast', 'start-button'],
          ['casto-player', 'play-button'],
        ].every(([element, part]) =>
          document.querySelector(element!)!.shadowRoot!.querySelector(`[part~="${part}"]`),
        ),
      undefined,
      LATE,
    );
    await page.close();
  });

  it('may be missing, or of a newer build: what needs them says so, and the rest goes on', async () => {
    for (const bundle of ['/copies/bare/live.js', '/copies/deployed/casto.js']) {
      await goesOnWithout(bundle);
    }
  });

  async function goesOnWithout(bundle: string): Promise<void> {
    const page = await pageWith(bundle);
    assert.match(await opened(page, 'casto-player', 'help'), /Reload the page/);
    assert.match(await opened(page, 'casto-broadcast', 'settings'), /Reload the page/);
    await page.waitFor(
      () =>
        document.querySelector('casto-stats')!.shadowRoot!.textContent!.includes('Reload the page'),
      undefined,
      LATE,
    );
    const broadcast = await page.evaluate(async () => {
      const element = document.querySelector('casto-broadcast')!;
      const codes: string[] = [];
      element.addEventListener('error', ({ error }) => codes.push(`${error.code} ${error.fatal}`));
      const recording = await element.startRecording().catch(({ code }) => code);
      element.file = new Blob([]);
      element.source = 'file';
      await new Promise((resolve) => element.addEventListener('error', resolve, { once: true }));
      return {
        codes,
        recording,
        state: element.state,
        stop: element.shadowRoot!.textContent!.includes('Stop'),
      };
    });
    assert.deepEqual(broadcast, {
      codes: ['internal false', 'internal false'],
      recording: 'internal',
      state: 'live',
      stop: true,
    });
    assert.deepEqual(await listed(page), { cards: 60, search: false });
    const from = await page.evaluate(() => document.querySelector('casto-player')!.currentTime);
    await page.waitFor(
      (from) => document.querySelector('casto-player')!.currentTime > from + 0.2,
      from,
      LATE,
    );
    assert.deepEqual(errors(page), []);
    await page.close();
  }
});
