/** Chromium, driven by playwright-core over the DevTools protocol. */
import { type CDPSession, chromium, type Page } from 'playwright-core';
import type { HarnessBrowser, HarnessPage, LaunchOptions } from './browser.js';
import { until } from './until.js';

/** A later --disable-features replaces Playwright's own, so what matters of its list is kept. */
export const DISABLED_FEATURES = [
  // Sandboxes and CI machines do not route multicast, so mDNS candidates resolve nowhere there.
  'WebRtcHideLocalIpsWithMdns',
  'DialMediaRouteProvider',
  'GlobalMediaControls',
  'HttpsUpgrades',
  'MediaRouter',
  'OptimizationHints',
  'PaintHolding',
  'Translate',
];

const SWITCHES = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  // A page that nobody looks at works on: there are more pages than windows here.
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  '--disable-background-timer-throttling',
  '--allow-loopback-in-peer-connection',
  `--disable-features=${DISABLED_FEATURES.join(',')}`,
];

const MAX_LOG = 2000;

function wrap(page: Page, cdp: CDPSession): HarnessPage {
  const log: string[] = [];
  const note = (line: string): void => {
    log.push(line);
    if (log.length > MAX_LOG) log.shift();
  };
  page.on('console', (message) => {
    // Chromium does not say in the line what it could not load.
    const what = /^Failed to load/.test(message.text()) ? ` ${message.location().url}` : '';
    note(`[${message.type()}] ${message.text()}${what}`);
  });
  page.on('pageerror', (error) => note(`[pageerror] ${error.stack ?? error.message}`));
  page.on('crash', () => note('[crash] the page crashed'));
  const evaluate: HarnessPage['evaluate'] = (fn, arg) =>
    page.evaluate(fn as (arg: unknown) => never, arg);
  const metric = async (wanted: string): Promise<number> => {
    const { metrics } = await cdp.send('Performance.getMetrics');
    const found = metrics.find(({ name }) => name === wanted);
    if (!found) throw new Error(`This Chromium has no metric ${wanted}`);
    return found.value;
  };
  return {
    browser: 'chromium',
    async goto(url) {
      await page.goto(url);
    },
    evaluate,
    waitFor: (fn, arg, options) => until(() => evaluate(fn, arg), options),
    async screenshot(path) {
      await page.screenshot({ path });
    },
    cpuSeconds: () => metric('ProcessTime'),
    async counters() {
      await cdp.send('HeapProfiler.collectGarbage');
      return {
        listeners: await metric('JSEventListeners'),
        nodes: await metric('Nodes'),
        heapBytes: await metric('JSHeapUsedSize'),
      };
    },
    async crash() {
      const gone = new Promise<void>((resolve) => page.once('crash', () => resolve()));
      // The answer never comes: who would send it has died.
      cdp.send('Page.crash').catch(() => undefined);
      await gone;
    },
    log,
    onNewDocument: async (source) => {
      await page.addInitScript({ content: source });
    },
    close: () => page.close(),
    closeTab: () => page.close(),
  };
}

export async function launchChromium(
  executablePath: string,
  { videoFile, audioFile, args = [], autoplay = true }: LaunchOptions,
): Promise<HarnessBrowser> {
  const browser = await chromium.launch({
    executablePath,
    args: [
      ...SWITCHES,
      ...(autoplay ? ['--autoplay-policy=no-user-gesture-required'] : []),
      ...(videoFile ? [`--use-file-for-fake-video-capture=${videoFile}`] : []),
      ...(audioFile ? [`--use-file-for-fake-audio-capture=${audioFile}`] : []),
      ...args,
    ],
  });
  const pages = new Map<HarnessPage, Page>();
  const open = async (page: Page): Promise<HarnessPage> => {
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Performance.enable');
    const wrapped = wrap(page, cdp);
    pages.set(wrapped, page);
    return wrapped;
  };
  return {
    name: 'chromium',
    version: browser.version(),
    async newPage() {
      // A context of its own: own storage, hence own identity, and a renderer of its own.
      // Without the badge's breathing, which has every page painted 60 times a second.
      const context = await browser.newContext({
        permissions: ['camera', 'microphone'],
        reducedMotion: 'reduce',
      });
      const page = await open(await context.newPage());
      const { close } = page;
      page.close = async () => {
        await close().catch(() => undefined);
        await context.close();
      };
      return page;
    },
    async newTab(page) {
      const known = pages.get(page);
      if (!known) throw new Error('Not a page of this browser');
      return open(await known.context().newPage());
    },
    close: () => browser.close(),
  };
}
