/** One channel twice, on one page and in two tabs; and devices that come while a broadcast is on air. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  broadcastOn,
  createStage,
  describePage,
  playOn,
  SMALL,
  type Stage,
  showsNewFrames,
  until,
  waitForFrames,
  waitForState,
} from './harness/index.js';

describe('one channel, twice', () => {
  let stage: Stage;
  before(async () => {
    stage = await createStage();
  });
  after(() => stage?.close());

  it('the second broadcast of a page is refused, and its end does not end the first', async () => {
    const channel = 'clone';
    const page = await stage.broadcaster({ channel, ...SMALL });
    const viewer = await stage.player({ channel });
    const outcome = await page.evaluate(async () => {
      const first = document.querySelector('casto-broadcast')!;
      const second = first.cloneNode() as typeof first;
      second.srcObject = first.srcObject;
      first.after(second);
      const code = await second.start().then(
        () => 'live',
        (error: { code: string }) => error.code,
      );
      await second.stop();
      second.remove();
      return { code, first: first.state };
    });
    assert.deepEqual(outcome, { code: 'channel-taken', first: 'live' });
    await showsNewFrames(viewer, page);
    const state = await viewer.evaluate(() => document.querySelector('casto-player')?.state);
    assert.equal(state, 'playing');
    for (const each of [viewer, page]) await each.close();
  });

  it('an element that takes the place of another goes on for its viewers', async () => {
    const channel = 'replaced';
    const page = await stage.broadcaster({ channel, ...SMALL });
    const viewer = await stage.player({ channel });
    await page.evaluate(async () => {
      const first = document.querySelector('casto-broadcast')!;
      const second = first.cloneNode() as typeof first;
      second.srcObject = first.srcObject;
      first.replaceWith(second);
      await second.start();
    });
    // The first has ended for them; the next begins where they wait.
    await showsNewFrames(viewer, page);
    await waitForState(viewer, 'playing');
    for (const each of [viewer, page]) await each.close();
  });

  it('of two tabs that go live at one moment exactly one does, and its viewers stay', async () => {
    const channel = 'two-tabs';
    const tabs = [await stage.page()];
    tabs.push(await stage.page({ beside: tabs[0]! }));
    const states = (): Promise<string[]> =>
      Promise.all(
        tabs.map((tab) =>
          tab.evaluate(() => {
            const { state, error } = document.querySelector('casto-broadcast')!;
            return error ? `${state} ${error.code}` : state;
          }),
        ),
      );
    await Promise.all(tabs.map((tab) => broadcastOn(tab, { channel, ...SMALL, wait: false })));
    await until(async () => (await states()).sort().join() === 'error channel-taken,live', {
      message: async () => `one live, one told: ${JSON.stringify(await states())}`,
    });
    const live = tabs[(await states()).indexOf('live')]!;
    const viewer = await stage.player({ channel });
    await showsNewFrames(viewer, live);
    assert.deepEqual((await states()).sort(), ['error channel-taken', 'live']);
    for (const each of [viewer, ...tabs]) await each.close();
  });

  it('a player beside the broadcast of its page is silent', async () => {
    const page = await stage.broadcaster({ channel: 'own', ...SMALL, audio: true });
    const muted = await page.evaluate(async () => {
      const player = document.createElement('casto-player');
      player.setAttribute('channel', 'own');
      player.setAttribute('autoplay', '');
      let heard = false;
      player.videoElement.addEventListener('playing', () => {
        if (!player.videoElement.muted) heard = true;
      });
      document.body.append(player);
      while (player.readyState < 2) await new Promise((resolve) => setTimeout(resolve, 20));
      return { muted: player.muted, heard, sound: player.srcObject?.getAudioTracks().length };
    });
    assert.deepEqual(muted, { muted: true, heard: false, sound: 1 });
    await page.close();
  });

  it('a player shows the broadcast that its page begins, silently, and is no viewer of it', async () => {
    const channel = 'turns';
    const first = await stage.broadcaster({ channel, ...SMALL });
    const page = await stage.page({ beside: first });
    await playOn(page, { channel });
    const muted = () => page.evaluate(() => document.querySelector('casto-player')!.muted);
    const viewers = () => page.evaluate(() => document.querySelector('casto-broadcast')!.viewers);
    assert.equal(await muted(), false);
    // It answers nobody any more, so its channel may be taken over.
    await first.crash();
    await broadcastOn(page, { channel, ...SMALL, audio: true, wait: false });
    await page.waitFor(
      () => {
        const player = document.querySelector('casto-player')!;
        const { srcObject, state } = document.querySelector('casto-broadcast')!;
        const own = srcObject instanceof MediaStream ? srcObject.getTracks() : [];
        const shown = player.srcObject?.getTracks() ?? [];
        const same = shown.length === 2 && own.every((track) => shown.includes(track));
        return state === 'live' && player.state === 'playing' && same;
      },
      undefined,
      { message: () => describePage(page) },
    );
    assert.equal(await muted(), true);
    assert.equal(await viewers(), 0);
    const viewer = await stage.player({ channel });
    await showsNewFrames(viewer, page);
    assert.equal(await viewers(), 1);
    await page.evaluate(() => document.querySelector('casto-broadcast')!.stop());
    for (const each of [page, viewer]) {
      await each.waitFor(() => document.querySelector('casto-player')!.state === 'ended');
    }
    for (const each of [viewer, page]) await each.close();
  });
});

describe('devices that come on air', () => {
  let stage: Stage;
  before(async () => {
    stage = await createStage();
  });
  after(() => stage?.close());

  it('a broadcast without a camera is heard, and seen when the camera comes', async () => {
    const channel = 'sound-first';
    const broadcaster = await stage.page();
    await broadcaster.evaluate(async (channel) => {
      const source = await window.harness.installSource({});
      window.harness.source = source;
      let blocked = true;
      navigator.mediaDevices.getUserMedia = async ({ video, audio } = {}) => {
        if (video && blocked) throw new DOMException('busy', 'NotReadableError');
        const tracks = [
          ...(video ? source.stream.getVideoTracks() : []),
          ...(audio ? source.stream.getAudioTracks() : []),
        ];
        return new MediaStream(tracks);
      };
      (window as { plug?: () => void }).plug = () => {
        blocked = false;
        navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
      };
      const element = document.createElement('casto-broadcast');
      element.setAttribute('channel', channel);
      document.body.append(element);
      await element.start();
    }, channel);
    assert.deepEqual(
      await broadcaster.evaluate(() => document.querySelector('casto-broadcast')?.missing),
      ['camera'],
    );
    const viewer = await stage.player({ channel, wait: false });
    await viewer.waitFor(
      () => document.querySelector('casto-player')?.srcObject?.getAudioTracks().length === 1,
      undefined,
      { message: 'the sound' },
    );
    await broadcaster.evaluate(() => (window as { plug?: () => void }).plug?.());
    await waitForFrames(viewer, 10);
    await showsNewFrames(viewer, broadcaster);
    assert.equal(
      await broadcaster.evaluate(() => document.querySelector('casto-broadcast')?.state),
      'live',
    );
    for (const each of [viewer, broadcaster]) await each.close();
  });
});
