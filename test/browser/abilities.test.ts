/** Browsers that can do less than others: each gets what it can play, and nobody gets noise. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type * as Casto from '../../components/index.js';
import {
  broadcastOn,
  createStage,
  describePage,
  type HarnessPage,
  heardOn,
  listenOn,
  playOn,
  SMALL,
  type Stage,
  sentBy,
  standsBelow,
  statsOf,
  until,
  waitForFrame,
  waitForState,
} from './harness/index.js';

/** As a browser that never had it. */
const plain = (page: HarnessPage): Promise<void> =>
  page.onNewDocument('delete globalThis.RTCRtpScriptTransform;');

/** Readings are looked at together, ms: the source beeps once a second, which is no 440 Hz. */
const HEARD_MS = 1_200;
/** A busy page gives fewer readings, not worse ones. */
const LEAST_HEARD = 5;

/**
 * The source's tone, steadily: a mark that reaches a decoder is loud noise of every frequency, for as
 * long as it plays. The first seconds of sound may be stretched on a busy machine, until the jitter
 * buffer has found its depth.
 */
async function hearsTheTone(page: HarnessPage): Promise<void> {
  await listenOn(page);
  let heard: { at: number; right: boolean }[] = [];
  const right = (): number => heard.filter((each) => each.right).length;
  await until(
    async () => {
      const { frequencyHz } = await heardOn(page);
      heard.push({ at: performance.now(), right: Math.abs(frequencyHz - 440) < 15 });
      const since = performance.now() - HEARD_MS;
      const first = Math.min(
        heard.findLastIndex(({ at }) => at <= since),
        heard.length - LEAST_HEARD,
      );
      if (first < 0) return false;
      heard = heard.slice(first);
      return right() >= heard.length * 0.6;
    },
    {
      intervalMs: 100,
      message: async () =>
        `440 Hz in ${right()} of ${heard.length}: ${JSON.stringify(await heardOn(page))}`,
    },
  );
}

async function showsAndSounds(page: HarnessPage, broadcaster: HarnessPage): Promise<void> {
  await waitForFrame(page, await sentBy(broadcaster));
  await hearsTheTone(page);
}

describe('abilities', () => {
  let stage: Stage;
  before(async () => {
    stage = await createStage();
  });
  after(() => stage?.close());

  it('a viewer without transforms gets plain frames, and so do the pages below it', async () => {
    const channel = 'plain-relay';
    const broadcaster = await stage.broadcaster({ channel, maxChildren: 1, ...SMALL, audio: true });
    const relay = await stage.player({ channel, maxChildren: 1, prepare: plain });
    await showsAndSounds(relay, broadcaster);
    assert.equal((await statsOf(relay)).parent?.way, 'source');
    const below = await stage.player({ channel, relay: 'off' });
    await showsAndSounds(below, broadcaster);
    await standsBelow(below, relay);
    for (const page of [below, relay, broadcaster]) await page.close();
  });

  it('a relay forwards to the one child and encodes for the other', async () => {
    const channel = 'both-kinds';
    const broadcaster = await stage.broadcaster({ channel, maxChildren: 1, ...SMALL, audio: true });
    const relay = await stage.player({ channel, maxChildren: 2 });
    const able = await stage.player({ channel, relay: 'off' });
    const unable = await stage.player({ channel, relay: 'off', prepare: plain });
    await showsAndSounds(unable, broadcaster);
    await waitForFrame(able, await sentBy(broadcaster));
    await standsBelow(able, relay, 'forward');
    await standsBelow(unable, relay, 'transcode');
    for (const page of [able, unable, relay, broadcaster]) await page.close();
  });

  it('a broadcaster without transforms encodes for each of its children', async () => {
    const channel = 'plain-source';
    const broadcaster = await stage.broadcaster({
      channel,
      maxChildren: 1,
      ...SMALL,
      audio: true,
      prepare: plain,
    });
    const relay = await stage.player({ channel, maxChildren: 1 });
    await showsAndSounds(relay, broadcaster);
    const below = await stage.player({ channel, relay: 'off' });
    await waitForFrame(below, await sentBy(broadcaster));
    await standsBelow(below, relay, 'forward');
    for (const page of [below, relay, broadcaster]) await page.close();
  });

  it('no way in common is told as unsupported', async () => {
    const channel = 'no-way';
    const broadcaster = await stage.broadcaster({ channel, ...SMALL, ways: ['forward'] });
    const viewer = await stage.page({ prepare: plain });
    await playOn(viewer, { channel, wait: false });
    await viewer.waitFor(
      () => document.querySelector('casto-player')?.error?.code === 'unsupported',
      undefined,
      { timeoutMs: 10_000, message: () => describePage(viewer) },
    );
    for (const page of [viewer, broadcaster]) await page.close();
  });

  it('a connection that cannot be opened fails the join with its own reason', async () => {
    const channel = 'refused';
    const broadcaster = await stage.broadcaster({ channel, ...SMALL });
    const viewer = await stage.page({
      prepare: (page) =>
        page.onNewDocument(`globalThis.RTCPeerConnection = class {
          constructor() { throw new DOMException('policy of this test', 'NotAllowedError'); }
        };`),
    });
    await playOn(viewer, { channel, wait: false });
    await waitForState(viewer, 'error', 8_000);
    const error = await viewer.evaluate(() => {
      const { code, message } = document.querySelector('casto-player')!.error!;
      return { code, message };
    });
    assert.equal(error.code, 'unsupported');
    assert.match(error.message, /policy of this test/);
    // The broadcaster's own connections are refused as well on such a page.
    const other = await stage.page({
      prepare: (page) =>
        page.onNewDocument(`globalThis.RTCPeerConnection = class {
          constructor() { throw new DOMException('policy of this test', 'NotAllowedError'); }
        };`),
    });
    await broadcastOn(other, { channel: 'refused-too', audio: false, wait: false });
    await waitForState(other, 'error', 8_000);
    assert.equal(
      await other.evaluate(() => document.querySelector('casto-broadcast')?.error?.code),
      'unsupported',
    );
    for (const page of [other, viewer, broadcaster]) await page.close();
  });

  it('without WebRTC nobody is asked for a camera', async () => {
    const page = await stage.page({
      prepare: (opened) =>
        opened.onNewDocument(`delete globalThis.RTCPeerConnection; window.asked = 0;
          navigator.mediaDevices.getUserMedia = () => { window.asked++; return Promise.reject(new Error('asked')); };`),
    });
    const codes = await page.evaluate(async () => {
      const url = '/dist/casto.js';
      const { CASTO } = (await import(url)) as typeof Casto;
      const element = document.createElement('casto-broadcast');
      document.body.append(element);
      const codeOf = (started: Promise<unknown>): Promise<string> =>
        started.then(
          () => 'live',
          (error: { code: string }) => error.code,
        );
      return [await codeOf(element.start()), await codeOf(new CASTO().start())];
    });
    assert.deepEqual(codes, ['unsupported', 'unsupported']);
    assert.equal(await page.evaluate(() => (window as unknown as { asked: number }).asked), 0);
    await page.close();
  });

  it('one TURN entry without a password leaves the rest as it is', async () => {
    const channel = 'half-turn';
    const page = await stage.page();
    await page.evaluate(async () => {
      const url = '/dist/casto.js';
      const { configure } = (await import(url)) as typeof Casto;
      configure({ iceServers: [{ urls: 'turn:127.0.0.1:9' }, { urls: 'stun:127.0.0.1:9' }] });
    });
    await broadcastOn(page, { channel, ...SMALL });
    const viewer = await stage.player({ channel });
    await waitForFrame(viewer, await sentBy(page));
    for (const each of [viewer, page]) await each.close();
  });
});
