/**
 * A star, a web server and browsers, with pages that broadcast and pages that watch: what the
 * many-page tests and the benches have in common.
 */
import type * as Casto from '../../../components/index.js';
import type { CastoStats, RelayWay } from '../../../src/base/types.js';
import {
  type BrowserName,
  type HarnessBrowser,
  type HarnessPage,
  type LaunchOptions,
  launch,
} from './browser.js';
import type { FrameRange, FrameSummary } from './page/read-frames.js';
import type { ToneReading } from './page/read-tone.js';
import type { SourceOptions } from './page/source.js';
import { startServer, type TestServer } from './server.js';
import { type Star, startStar } from './star.js';
import { until } from './until.js';

type CastoModule = typeof Casto;

/**
 * How wide videos are shown, CSS pixels. A machine without a GPU paints in software, which at full size
 * costs more than everything that CASTO does, and so would hide what is measured here: five pages of
 * 640×360 then keep two cores busy. Frames are read from the decoder, at their own size.
 */
const PAINTED_WIDTH = 160;

/**
 * A picture without sound for tests of many pages: seven of them keep two cores busier than they can be at 30 frames/s
 * (and just as busy at 15), frames then come late by nature, and pages move about before a test has begun.
 */
export const SMALL = { width: 320, height: 180, maxBitrate: 400, fps: 10, audio: false };

export interface PageOptions {
  browser?: BrowserName;
  /** Ways the page may use; the engine's own choice by default. */
  ways?: RelayWay[];
  /** Value of `localStorage.debug`, e.g. `casto:*`. */
  debug?: string;
  /** A tab beside this page, with the same storage. */
  beside?: HarnessPage;
  /** A browser that the test has started itself. */
  host?: HarnessBrowser;
  /** Runs on the new page before anything is loaded. */
  prepare?: (page: HarnessPage) => Promise<void>;
}

export interface BroadcastPageOptions extends SourceOptions {
  channel?: string;
  maxChildren?: number;
  /** kbit/s */
  maxBitrate?: number;
  /** Do not wait until it is live. */
  wait?: boolean;
}

export interface PlayerPageOptions {
  channel?: string;
  maxChildren?: number;
  relay?: 'auto' | 'off';
  /** kbit/s */
  maxUpload?: number;
  /** CSS pixels. Default {@link PAINTED_WIDTH}. */
  width?: number;
  /** Do not wait for the first frame. */
  wait?: boolean;
}

export interface Stage {
  readonly star: Star;
  readonly server: TestServer;
  /** Opens a page with the bundle loaded and nothing on it. */
  page(options?: PageOptions): Promise<HarnessPage>;
  broadcaster(options?: BroadcastPageOptions & PageOptions): Promise<HarnessPage>;
  player(options?: PlayerPageOptions & PageOptions): Promise<HarnessPage>;
  close(): Promise<void>;
}

/** Puts a `<casto-broadcast>` fed by the test source on the page and goes live. */
export async function broadcastOn(
  page: HarnessPage,
  options: BroadcastPageOptions = {},
): Promise<void> {
  const { wait = true } = options;
  await page.evaluate(
    async (given) => {
      const element = document.createElement('casto-broadcast');
      element.setAttribute('source', 'none');
      element.setAttribute('channel', given.channel ?? 'live');
      if (given.maxChildren !== undefined) {
        element.setAttribute('max-children', String(given.maxChildren));
      }
      if (given.maxBitrate !== undefined) {
        element.setAttribute('max-bitrate', String(given.maxBitrate));
      }
      window.harness.source = await window.harness.installSource(given);
      element.srcObject = window.harness.source.stream;
      element.style.display = 'block';
      element.style.width = `${given.painted}px`;
      document.body.append(element);
      // A refusal shows in `state` and `error`; awaited below, where it has a name.
      element.start().catch(() => undefined);
    },
    { ...options, painted: PAINTED_WIDTH },
  );
  if (wait) await waitForState(page, 'live');
}

/** Puts a `<casto-player>` with a frame reader on the page. */
export async function playOn(page: HarnessPage, options: PlayerPageOptions = {}): Promise<void> {
  const { wait = true } = options;
  await page.evaluate(
    (given) => {
      const element = document.createElement('casto-player');
      element.setAttribute('channel', given.channel ?? 'live');
      element.setAttribute('autoplay', '');
      if (given.maxChildren !== undefined) {
        element.setAttribute('max-children', String(given.maxChildren));
      }
      if (given.maxUpload !== undefined) {
        element.setAttribute('max-upload', String(given.maxUpload));
      }
      if (given.relay !== undefined) element.setAttribute('relay', given.relay);
      const { style } = element;
      style.display = 'block';
      style.width = `${given.width}px`;
      document.body.append(element);
      window.harness.frames = window.harness.readFrames(element.videoElement);
    },
    { width: PAINTED_WIDTH, ...options },
  );
  if (wait) await waitForFrames(page, 1);
}

/** State of the page's element, with its error and the end of the log when it is not as wished. */
export async function waitForState(
  page: HarnessPage,
  state: string,
  timeoutMs = 20_000,
): Promise<void> {
  await page.waitFor(
    (wished) =>
      document.querySelector<Casto.CastoPlayer | Casto.CastoBroadcast>(
        'casto-broadcast, casto-player',
      )?.state === wished,
    state,
    { timeoutMs, message: async () => `state ${state}: ${await describePage(page)}` },
  );
}

/** Waits until the page has read this many frames (since the reader's last reset). */
export async function waitForFrames(
  page: HarnessPage,
  count: number,
  timeoutMs = 20_000,
): Promise<void> {
  await page.waitFor((wished) => (window.harness.frames?.records.length ?? 0) >= wished, count, {
    timeoutMs,
    message: async () => `${count} frames: ${await describePage(page)}`,
  });
}

/** Waits until the page shows this frame of the source, or a later one. */
export async function waitForFrame(
  page: HarnessPage,
  frame: number,
  timeoutMs = 15_000,
): Promise<void> {
  await page.waitFor(
    (wished) => (window.harness.frames?.records.at(-1)?.frame ?? -1) >= wished,
    frame,
    { timeoutMs, message: async () => `frame ${frame}: ${await describePage(page)}` },
  );
}

/**
 * Waits until `child` gets its frames from `parent`, by `way` if that is given. On a busy machine pages that were out of
 * frames for a moment change places: the child of a test is one that feeds nobody (`relay: 'off'`), for such a page gives
 * an inner place back.
 */
export async function standsBelow(
  child: HarnessPage,
  parent: HarnessPage,
  way?: RelayWay | 'source',
): Promise<void> {
  const { peerId } = await statsOf(parent);
  let found: CastoStats['parent'] = null;
  await until(
    async () => {
      ({ parent: found } = await statsOf(child));
      return found?.peerId === peerId && (way === undefined || found.way === way);
    },
    { timeoutMs: 30_000, message: () => `below ${peerId} by ${way}: ${JSON.stringify(found)}` },
  );
}

/** What is known of a page, in one line, for messages of failed tests. */
export async function describePage(page: HarnessPage): Promise<string> {
  const state = await page
    .evaluate(() => {
      const element = document.querySelector<Casto.CastoPlayer | Casto.CastoBroadcast>(
        'casto-broadcast, casto-player',
      );
      return {
        state: element?.state,
        error: element?.error ? `${element.error.code}: ${element.error.message}` : null,
        frames: window.harness.frames?.records.length,
        errors: window.harness.errors.slice(-3),
      };
    })
    .catch((error: unknown) => String(error));
  return `${JSON.stringify(state)}\n${page.log.slice(-8).join('\n')}`;
}

/** `getStats()` of the page's element. */
export function statsOf(page: HarnessPage): Promise<CastoStats> {
  return page.evaluate(() => {
    const element = document.querySelector<Casto.CastoPlayer | Casto.CastoBroadcast>(
      'casto-broadcast, casto-player',
    );
    if (!element) throw new Error('no element on the page');
    return element.getStats();
  });
}

export function framesOf(page: HarnessPage, range: FrameRange = {}): Promise<FrameSummary> {
  return page.evaluate((given) => {
    const { frames } = window.harness;
    if (!frames) throw new Error('nothing reads frames here');
    return frames.summary(given);
  }, range);
}

/** Number of the next frame of the page's source. */
export function sentBy(page: HarnessPage): Promise<number> {
  return page.evaluate(() => window.harness.source?.sent ?? 0);
}

export interface NewFramesOptions {
  /** This many more frames must be made first. Default 0. */
  ahead?: number;
  timeoutMs?: number;
}

/** Waits until a page shows a frame that is made from now on; returns how long that took, ms. */
export async function showsNewFrames(
  page: HarnessPage,
  broadcaster: HarnessPage,
  { ahead = 0, timeoutMs }: NewFramesOptions = {},
): Promise<number> {
  const from = performance.now();
  await waitForFrame(page, (await sentBy(broadcaster)) + ahead, timeoutMs);
  return performance.now() - from;
}

/** Starts to listen to the page's player. */
export async function listenOn(page: HarnessPage): Promise<void> {
  await page.evaluate(async () => {
    const stream = document.querySelector('casto-player')?.srcObject;
    if (!stream) throw new Error('the player has no stream');
    window.harness.tone = await window.harness.readTone(stream);
  });
}

export interface HeardOptions {
  /** Frames a second of the source; 30 by default. */
  fps?: number;
  /** Flashes seen before this do not count for `avOffsetMs`, Unix ms. */
  sinceMs?: number;
}

/** What is heard, and sound against picture in ms (see `avOffsetMs`). */
export function heardOn(
  page: HarnessPage,
  options: HeardOptions = {},
): Promise<ToneReading & { beeps: number; avOffsetMs: number | null }> {
  return page.evaluate(({ fps, sinceMs = 0 }) => {
    const { tone, frames, avOffsetMs } = window.harness;
    if (!tone || !frames) throw new Error('nobody listens here');
    const records = frames.records.filter(({ presentedAtMs }) => presentedAtMs >= sinceMs);
    return {
      ...tone.read(),
      beeps: tone.beeps.length,
      avOffsetMs: avOffsetMs(records, tone.beeps, fps),
    };
  }, options);
}

/** Starts everything that a test needs; `close()` ends it all. */
export async function createStage(options: LaunchOptions = {}): Promise<Stage> {
  const star = await startStar();
  const server = await startServer({ star: star.url });
  const browsers = new Map<BrowserName, Promise<HarnessBrowser>>();
  const browser = (name: BrowserName): Promise<HarnessBrowser> => {
    let found = browsers.get(name);
    if (!found) {
      found = launch({ ...options, browser: name });
      browsers.set(name, found);
    }
    return found;
  };

  const page: Stage['page'] = async (given = {}) => {
    const host = given.host ?? (await browser(given.browser ?? 'chromium'));
    const opened = await (given.beside ? host.newTab(given.beside) : host.newPage());
    const debug = given.debug ?? process.env.CASTO_DEBUG;
    if (debug) {
      await opened.onNewDocument(`try { localStorage.debug = ${JSON.stringify(debug)} } catch {}`);
    }
    await given.prepare?.(opened);
    await opened.goto(server.casto);
    // An interface that has just come, as of a narrow line, makes Chromium give up what it fetches
    // (ERR_NETWORK_CHANGED). A person would reload too.
    if (!(await opened.evaluate(() => 'harness' in window))) await opened.goto(server.casto);
    await opened.evaluate(async (ways) => {
      const url = '/dist/casto.js';
      const { configure } = (await import(url)) as CastoModule;
      if (ways) configure({ ways });
    }, given.ways);
    return opened;
  };

  return {
    star,
    server,
    page,
    async broadcaster(given = {}) {
      const opened = await page(given);
      await broadcastOn(opened, withoutPageOptions(given));
      return opened;
    },
    async player(given = {}) {
      const opened = await page(given);
      await playOn(opened, withoutPageOptions(given));
      return opened;
    },
    async close() {
      const running = await Promise.allSettled(browsers.values());
      await Promise.all(
        running.map((result) => (result.status === 'fulfilled' ? result.value.close() : null)),
      );
      await server.close();
      await star.close();
    },
  };
}

/** Only what crosses into the page as JSON. */
function withoutPageOptions<T extends PageOptions>(
  given: T,
): Omit<T, 'beside' | 'browser' | 'host' | 'ways' | 'debug' | 'prepare'> {
  const {
    beside: _beside,
    browser: _browser,
    host: _host,
    ways: _ways,
    debug: _debug,
    prepare: _prepare,
    ...rest
  } = given;
  return rest;
}

export interface Chain {
  broadcaster: HarnessPage;
  /** In order of depth, 1 first. */
  players: HarnessPage[];
}

/** One child each, so that the tree is a line of `depth` players. */
export async function buildChain(
  stage: Stage,
  depth: number,
  options: BroadcastPageOptions & PageOptions & { playerWidth?: number } = {},
): Promise<Chain> {
  const { playerWidth, ...given } = options;
  const broadcaster = await stage.broadcaster({ ...given, maxChildren: 1 });
  const players: HarnessPage[] = [];
  for (let i = 0; i < depth; i++) {
    players.push(
      await stage.player({
        maxChildren: 1,
        ...(given.channel === undefined ? {} : { channel: given.channel }),
        ...(given.ways === undefined ? {} : { ways: given.ways }),
        ...(given.debug === undefined ? {} : { debug: given.debug }),
        ...(playerWidth === undefined ? {} : { width: playerWidth }),
      }),
    );
  }
  return { broadcaster, players };
}
