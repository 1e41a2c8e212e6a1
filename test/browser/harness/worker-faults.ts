/** Workers that do not start, and what the page says of it: both browsers tell a script of that by an `error` event alone. */
import assert from 'node:assert/strict';
import type * as Casto from '../../../components/index.js';
import type { BrowserName, HarnessPage } from './browser.js';
import { broadcastOn, playOn, SMALL, type Stage, waitForState } from './stage.js';

/** The page's element after it has failed. */
export async function failureOf(page: HarnessPage) {
  await waitForState(page, 'error', 15_000);
  return page.evaluate(() => {
    const element = document.querySelector<Casto.CastoPlayer | Casto.CastoBroadcast>(
      'casto-broadcast, casto-player',
    );
    const { code, fatal, message } = element!.error!;
    return { code, fatal, message, wentLive: (window as { wentLive?: boolean }).wentLive ?? false };
  });
}

/** Remembers whether a broadcast was ever said to be live, and what it was told of. */
const WATCH = `addEventListener('DOMContentLoaded', () => {
  window.told = [];
  document.addEventListener('casto-statechange', (e) => { window.wentLive ||= e.detail?.to === 'live' || e.target.state === 'live'; }, true);
  document.addEventListener('error', (e) => { if (e.error ?? e.detail) window.told.push(String((e.error ?? e.detail).message)); }, true);
});`;

/** Runs a script on a new page, and remembers what its broadcast says. */
export const watched =
  (script = '') =>
  (page: HarnessPage): Promise<void> =>
    page.onNewDocument(`${WATCH}\n${script}`);

type Config = Parameters<typeof Casto.configure>[0];

/** Settings of the page. */
export const configured = (page: HarnessPage, config: Config): Promise<void> =>
  page.evaluate(async (given) => {
    const url = '/dist/casto.js';
    const { configure } = (await import(url)) as typeof Casto;
    configure(given);
  }, config);

/** No file, or a page: both elements end with an error that names the address. */
export async function namesTheWorker(stage: Stage, browser: BrowserName): Promise<void> {
  // Only a channel that is live makes a player start a worker.
  const live = await stage.broadcaster({ channel: `there-${browser}`, ...SMALL });
  const fails = async (element: 'broadcast' | 'player', workerUrl: string): Promise<void> => {
    const page = await stage.page({ browser, prepare: watched() });
    await configured(page, { workerUrl });
    if (element === 'broadcast') {
      await broadcastOn(page, { channel: 'no-worker', audio: false, wait: false });
    } else await playOn(page, { channel: `there-${browser}`, wait: false });
    const failure = await failureOf(page);
    assert.equal(failure.code, 'unsupported');
    assert.equal(failure.fatal, true);
    assert.ok(failure.message.includes(workerUrl), failure.message);
    assert.match(failure.message, /worker-src/);
    assert.equal(failure.wentLive, false);
    await page.close();
  };
  for (const workerUrl of ['/nowhere/casto-worker.js', '/pages/casto.html']) {
    await Promise.all([fails('broadcast', workerUrl), fails('player', workerUrl)]);
  }
  await live.close();
}

/** A policy that forbids it: the error names the directive. */
export async function namesTheDirective(stage: Stage, browser: BrowserName): Promise<void> {
  const page = await stage.page({ browser, prepare: watched() });
  await page.evaluate(() => {
    const meta = document.createElement('meta');
    meta.httpEquiv = 'Content-Security-Policy';
    meta.content = "worker-src 'self'";
    // The test's own source runs in a worker as well, so the policy comes after it.
    (window as { forbid?: () => void }).forbid = () => document.head.append(meta);
  });
  await page.evaluate(async () => {
    const element = document.createElement('casto-broadcast');
    element.setAttribute('source', 'none');
    const source = await window.harness.installSource({ audio: false });
    (window as { forbid?: () => void }).forbid?.();
    element.srcObject = source.stream;
    document.body.append(element);
    element.start().catch(() => undefined);
  });
  const failure = await failureOf(page);
  assert.equal(failure.code, 'unsupported');
  assert.match(failure.message, /worker-src blob:/);
  assert.equal(failure.wentLive, false);
  await page.close();
}
