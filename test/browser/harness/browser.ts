/** What tests see of a browser, the same for Chromium and Firefox. */
import { launchChromium } from './chromium.js';
import { launchFirefox } from './firefox.js';
import { importScript } from './root.js';
import type { UntilOptions } from './until.js';

export type BrowserName = 'chromium' | 'firefox';

export interface HarnessPage {
  readonly browser: BrowserName;
  goto(url: string): Promise<void>;
  /** Runs in the page; argument and result are JSON values. */
  evaluate<T, A = undefined>(fn: (arg: A) => T | Promise<T>, arg?: A): Promise<T>;
  /** Polls until `fn` gives something truthy in the page. */
  waitFor<T, A = undefined>(
    fn: (arg: A) => T | Promise<T>,
    arg?: A,
    options?: UntilOptions,
  ): Promise<NonNullable<T>>;
  screenshot(path: string): Promise<void>;
  /** CPU time of the page's process since it began, seconds. Chromium only; else rejects. */
  cpuSeconds(): Promise<number>;
  /** What the page holds after a garbage collection. Chromium only; else rejects. */
  counters(): Promise<{ listeners: number; nodes: number; heapBytes: number }>;
  /** Ends the page's process at once: no event, no goodbye. Chromium only; else rejects. */
  crash(): Promise<void>;
  /** Closes the tab alone, as a person does. `close` also throws its storage away, which takes longer. */
  closeTab(): Promise<void>;
  /** Console lines and page errors, newest last. */
  readonly log: string[];
  /** Runs before any script of the pages loaded from now on. */
  onNewDocument(source: string): Promise<void>;
  close(): Promise<void>;
}

export interface HarnessBrowser {
  readonly name: BrowserName;
  readonly version: string;
  /** A page in a profile and a process of its own. */
  newPage(): Promise<HarnessPage>;
  /** A further page in the profile of `page`, e.g. one that shares its storage. */
  newTab(page: HarnessPage): Promise<HarnessPage>;
  close(): Promise<void>;
}

export interface LaunchOptions {
  browser?: BrowserName;
  /** Instead of the installed one. */
  executablePath?: string;
  /** Y4M or MJPEG file as Chromium's camera. */
  videoFile?: string;
  /** WAV file as Chromium's microphone. */
  audioFile?: string;
  /** More command-line switches (Chromium). */
  args?: string[];
  /** Pages may start sound without a click. Default true. */
  autoplay?: boolean;
}

interface FindBrowser {
  findBrowser(kind: BrowserName): string | null;
}

/** Path of an installed browser, or null. */
export async function browserPath(browser: BrowserName): Promise<string | null> {
  const { findBrowser } = await importScript<FindBrowser>('find-browser.mjs');
  return findBrowser(browser);
}

/** Starts a browser without a window. */
export async function launch(options: LaunchOptions = {}): Promise<HarnessBrowser> {
  const browser = options.browser ?? 'chromium';
  const path = options.executablePath ?? (await browserPath(browser));
  if (!path) throw new Error(`No ${browser} found`);
  return browser === 'chromium' ? launchChromium(path, options) : launchFirefox(path);
}
