/**
 * A stock Firefox, driven by puppeteer-core over WebDriver BiDi (Playwright needs its own build of
 * Firefox).
 */
import puppeteer, { type Page } from 'puppeteer-core';
import type { HarnessBrowser, HarnessPage } from './browser.js';
import { until } from './until.js';

const PREFERENCES = {
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  'media.autoplay.default': 0,
  'media.autoplay.blocking_policy': 0,
  'media.autoplay.block-webaudio': false,
  // Without a sound card an AudioContext never starts; this is Firefox's own stand-in for one.
  'media.cubeb.force_mock_context': true,
  'media.peerconnection.ice.loopback': true,
  // Sandboxes and CI machines do not route multicast, so mDNS candidates resolve nowhere there.
  'media.peerconnection.ice.obfuscate_host_addresses': false,
  // The network is the tests' own.
  'app.update.enabled': false,
  'app.normandy.enabled': false,
  'browser.safebrowsing.update.enabled': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'extensions.update.enabled': false,
  'media.gmp-manager.updateEnabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'services.settings.server': 'data:,#remote-settings-dummy/v1',
  'toolkit.telemetry.server': '',
};

const MAX_LOG = 2000;

function wrap(page: Page): HarnessPage {
  const log: string[] = [];
  const note = (line: string): void => {
    log.push(line);
    if (log.length > MAX_LOG) log.shift();
  };
  page.on('console', (message) => note(`[${message.type()}] ${message.text()}`));
  page.on('pageerror', (error) => note(`[pageerror] ${String(error)}`));
  const evaluate: HarnessPage['evaluate'] = (fn, arg) =>
    page.evaluate(fn as (arg: unknown) => never, arg as unknown);
  return {
    browser: 'firefox',
    async goto(url) {
      await page.goto(url);
    },
    evaluate,
    waitFor: (fn, arg, options) => until(() => evaluate(fn, arg), options),
    async screenshot(path) {
      await page.screenshot({ path: path as `${string}.png` });
    },
    cpuSeconds: () => Promise.reject(new Error('Firefox does not tell the CPU time of a page')),
    counters: () => Promise.reject(new Error('Firefox does not tell what a page holds')),
    crash: () => Promise.reject(new Error('Pages are crashed in Chromium only')),
    log,
    onNewDocument: async (source) => {
      await page.evaluateOnNewDocument(source);
    },
    close: () => page.close(),
    closeTab: () => page.close(),
  };
}

export async function launchFirefox(executablePath: string): Promise<HarnessBrowser> {
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath,
    headless: true,
    extraPrefsFirefox: PREFERENCES,
  });
  return {
    name: 'firefox',
    version: await browser.version(),
    async newPage() {
      const context = await browser.createBrowserContext();
      const page = wrap(await context.newPage());
      page.close = () => context.close();
      return page;
    },
    newTab: () => Promise.reject(new Error('Tabs of one profile are tested in Chromium only')),
    close: () => browser.close(),
  };
}
