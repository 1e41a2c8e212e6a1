/**
 * A Chromium as a person has it: tabs in the background are hidden and slowed down, can be frozen,
 * and pages enter the back/forward cache. (Playwright makes every page believe that it is looked at,
 * so this one is driven by puppeteer-core.)
 */
import { readdirSync, readFileSync } from 'node:fs';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { browserPath, type HarnessPage } from './browser.js';
import { DISABLED_FEATURES } from './chromium.js';
import { until } from './until.js';

export interface PlainPage extends HarnessPage {
  /** Brings another tab to the front. */
  hide(): Promise<void>;
  show(): Promise<void>;
  /** What a phone does to a tab in the background; the page must be hidden. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
}

export interface PlainChromium {
  newPage(): Promise<PlainPage>;
  /** Stops the processes of all pages, as a sleeping computer does; `wakePages` lets them go on. */
  stopPages(): void;
  wakePages(): void;
  close(): Promise<void>;
}

/** What puppeteer adds, and what would hide what these tests look for. */
const UNWANTED = [
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  '--disable-back-forward-cache',
];

export async function launchPlainChromium(): Promise<PlainChromium> {
  const executablePath = await browserPath('chromium');
  if (!executablePath) throw new Error('No Chromium found');
  const browser = await puppeteer.launch({
    executablePath,
    headless: true,
    ignoreDefaultArgs: UNWANTED,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--allow-loopback-in-peer-connection',
      '--autoplay-policy=no-user-gesture-required',
      `--disable-features=${DISABLED_FEATURES.join(',')}`,
    ],
  });
  const front = (await browser.pages())[0] ?? (await browser.newPage());
  return {
    newPage: async () => wrap(await browser.newPage(), front),
    stopPages: () => signalRenderers(browser, 'SIGSTOP'),
    wakePages: () => signalRenderers(browser, 'SIGCONT'),
    async close() {
      signalRenderers(browser, 'SIGCONT');
      await browser.close();
    },
  };
}

/** Renderers are grandchildren of the browser by way of its zygote. */
function signalRenderers(browser: Browser, signal: NodeJS.Signals): void {
  const root = browser.process()?.pid;
  if (root === undefined) return;
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // Gone meanwhile.
    }
  }
  const below = (pid: number): boolean => {
    for (let at = parents.get(pid); at !== undefined && at > 1; at = parents.get(at)) {
      if (at === root) return true;
    }
    return false;
  };
  for (const pid of parents.keys()) {
    if (!below(pid)) continue;
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    if (command.includes('--type=renderer')) process.kill(pid, signal);
  }
}

function wrap(page: Page, front: Page): PlainPage {
  const log: string[] = [];
  page.on('console', (message) => log.push(`[${message.type()}] ${message.text()}`));
  page.on('pageerror', (error) => log.push(`[pageerror] ${String(error)}`));
  const evaluate: HarnessPage['evaluate'] = (fn, arg) =>
    page.evaluate(fn as (arg: unknown) => never, arg) as never;
  const lifecycle = async (state: 'frozen' | 'active'): Promise<void> => {
    const cdp = await page.createCDPSession();
    await cdp.send('Page.setWebLifecycleState', { state });
    await cdp.detach();
  };
  const refused = (): Promise<never> => Promise.reject(new Error('not with a plain Chromium'));
  return {
    browser: 'chromium',
    log,
    evaluate,
    waitFor: (fn, arg, options) => until(() => evaluate(fn, arg), options),
    async goto(url) {
      await page.goto(url);
    },
    async screenshot(path) {
      await page.screenshot({ path: path as `${string}.png` });
    },
    async onNewDocument(source) {
      await page.evaluateOnNewDocument(source);
    },
    cpuSeconds: refused,
    counters: refused,
    crash: refused,
    close: () => page.close(),
    closeTab: () => page.close(),
    hide: () => front.bringToFront(),
    show: () => page.bringToFront(),
    freeze: () => lifecycle('frozen'),
    thaw: () => lifecycle('active'),
  };
}
