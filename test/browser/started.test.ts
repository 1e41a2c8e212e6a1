/** What is started is seen to run: the worker, the encoder's own connection, the first frame. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  broadcastOn,
  createStage,
  describePage,
  framesOf,
  type HarnessPage,
  SMALL,
  type Stage,
  sentBy,
  waitForFrame,
  waitForFrames,
  waitForState,
} from './harness/index.js';
import {
  configured,
  failureOf,
  namesTheDirective,
  namesTheWorker,
  watched,
} from './harness/worker-faults.js';

/** Every worker of the page is at hand, so that a test can end it. */
const WORKERS = `window.workers = [];
window.Worker = class extends Worker {
  constructor(...args) { super(...args); window.workers.push(this); }
};`;

/** Every connection of the page is at hand. */
const CONNECTIONS = `window.pcs = [];
window.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(...args) { super(...args); window.pcs.push(this); }
};`;

/**
 * A browser that lets WebRTC use none of its own addresses, and reaches others through the servers that a
 * connection was given: as under IP protection with TURN.
 */
const PROTECTED = `const add = RTCPeerConnection.prototype.addIceCandidate;
RTCPeerConnection.prototype.addIceCandidate = function (candidate) {
  const { iceServers } = this.getConfiguration();
  return candidate?.candidate && !iceServers?.length ? Promise.resolve() : add.call(this, candidate);
};`;

describe('what is started is seen to run', () => {
  let stage: Stage;
  before(async () => {
    stage = await createStage();
  });
  after(() => stage?.close());

  // In Firefox: test/nightly/started.test.ts.
  it('a worker that is not there, or no script, ends with an error that names it', () =>
    namesTheWorker(stage, 'chromium'));

  it('a worker that the policy refuses ends with an error that names the directive', () =>
    namesTheDirective(stage, 'chromium'));

  it('a worker that dies is started anew, at the broadcaster and at a viewer', async () => {
    const channel = 'dying-worker';
    const broadcaster = await stage.broadcaster({
      channel,
      ...SMALL,
      audio: true,
      prepare: watched(WORKERS),
    });
    const viewer = await stage.player({ channel, prepare: watched(WORKERS) });
    await waitForFrames(viewer, 10);
    const kill = (page: HarnessPage): Promise<void> =>
      page.evaluate(() => {
        // The source of the test page has workers of its own: they have another name.
        for (const worker of (window as unknown as { workers: Worker[] }).workers.slice(-1)) {
          worker.terminate();
        }
      });
    for (const page of [viewer, broadcaster]) {
      await kill(page);
      await page.waitFor(
        () =>
          (window as unknown as { told: string[] }).told.some((text) =>
            /no longer answers/.test(text),
          ),
        undefined,
        { timeoutMs: 12_000, message: () => describePage(page) },
      );
      await waitForState(page, page === viewer ? 'playing' : 'live');
      await waitForFrame(viewer, await sentBy(broadcaster), 20_000);
    }
    await viewer.close();
    await broadcaster.close();
  });

  it('without addresses of its own the encoder uses the ICE servers, else it names what is missing', async () => {
    const channel = 'protected';
    const alone = await stage.page({ prepare: watched(PROTECTED) });
    await broadcastOn(alone, { channel, audio: false, wait: false });
    const failure = await failureOf(alone);
    assert.equal(failure.code, 'unsupported');
    assert.match(failure.message, /TURN/);
    assert.equal(failure.wentLive, false);
    await alone.close();

    const helped = await stage.page({ prepare: watched(PROTECTED) });
    await configured(helped, { iceServers: [{ urls: 'stun:127.0.0.1:9' }] });
    await broadcastOn(helped, { channel, ...SMALL });
    const viewer = await stage.player({ channel });
    await waitForFrames(viewer, 10);
    assert.ok((await framesOf(viewer)).frames >= 10);
    await viewer.close();
    await helped.close();
  });

  it('ICE servers that change reach connections that run', async () => {
    const channel = 'renewed';
    const broadcaster = await stage.broadcaster({
      channel,
      ...SMALL,
      prepare: watched(CONNECTIONS),
    });
    const viewer = await stage.player({ channel, prepare: watched(CONNECTIONS) });
    for (const page of [viewer, broadcaster]) {
      const secret = { username: '1700000000:ann', credential: 'new' };
      await configured(page, { iceServers: [{ urls: 'turn:127.0.0.1:9', ...secret }] });
      await page.waitFor(
        () => {
          const links = (window as unknown as { pcs: RTCPeerConnection[] }).pcs.filter(
            (pc) => pc.connectionState === 'connected' && pc.sctp,
          );
          return (
            links.length > 0 &&
            links.every((pc) => pc.getConfiguration().iceServers?.[0]?.credential === 'new')
          );
        },
        undefined,
        { message: () => describePage(page) },
      );
    }
    await waitForFrame(viewer, await sentBy(broadcaster));
    await viewer.close();
    await broadcaster.close();
  });

  it('a source that rests goes live, is told of, and the word is taken back with its first frame', async () => {
    const page = await stage.page({ prepare: watched() });
    await page.evaluate(() => {
      // Nothing is written to it: it gives no frame.
      const Generator = (
        window as unknown as {
          MediaStreamTrackGenerator: new (init: {
            kind: 'video';
          }) => MediaStreamTrack & { writable: WritableStream<VideoFrame> };
        }
      ).MediaStreamTrackGenerator;
      const track = new Generator({ kind: 'video' });
      const writer = track.writable.getWriter();
      const stream = new MediaStream([track]);
      Object.assign(window, {
        draw: () => {
          const canvas = new OffscreenCanvas(64, 36);
          canvas.getContext('2d');
          return writer.write(new VideoFrame(canvas, { timestamp: 0 }));
        },
      });
      const element = document.createElement('casto-broadcast');
      element.setAttribute('source', 'none');
      element.setAttribute('channel', 'resting');
      element.srcObject = stream;
      document.body.append(element);
      element.start().catch(() => undefined);
    });
    await waitForState(page, 'live', 10_000);
    await page.waitFor(
      () => document.querySelector('casto-broadcast')?.error?.fatal === false,
      undefined,
      { message: () => describePage(page) },
    );
    const text = await page.evaluate(
      () => document.querySelector('casto-broadcast')?.error?.message ?? '',
    );
    assert.match(text, /gives no picture/);
    await page.waitFor(
      async () => {
        await (window as unknown as { draw(): Promise<void> }).draw();
        return document.querySelector('casto-broadcast')?.error === null;
      },
      undefined,
      { message: () => describePage(page) },
    );
    assert.equal(
      await page.evaluate(() => document.querySelector('casto-broadcast')?.state),
      'live',
    );
    await page.close();
  });
});
