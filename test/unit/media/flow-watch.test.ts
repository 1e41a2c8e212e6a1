/** Frames that stop, a picture missing beside the sound, a source that rests, and tracks that end. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as settled } from 'node:timers/promises';
import { showAgain } from '../../../src/media/encoder/still-picture.js';
import { FlowWatch } from '../../../src/media/forwarding/flow-watch.js';
import { SourceRest } from '../../../src/media/forwarding/source-rest.js';
import type { Link } from '../../../src/media/link/link.js';
import {
  followTracks,
  type LiveTracks,
  liveTracks,
} from '../../../src/media/tracks/live-tracks.js';
import type { FromWorker } from '../../../src/media/worker-client/worker-messages.js';
import { DownMedia } from '../../../src/session/peer/down-media.js';

function watching(): { watch: FlowWatch; told: FromWorker[]; types(): string[] } {
  const told: FromWorker[] = [];
  const watch = new FlowWatch((message) => told.push(message));
  watch.watch('parent', 1, 0, 0);
  return { watch, told, types: () => told.map(({ type }) => type) };
}

test('while a source rests, its idle every 150 ms neither suspects nor silences the parent', () => {
  const { watch, types } = watching();
  watch.frame('parent', 'video', 0);
  let resting = 0;
  for (let now = 25; now <= 3_000; now += 25) {
    if (now % 150 === 0) watch.idle('parent', false, now);
    watch.poll(now);
    if (now === 300) resting = types().length;
  }
  assert.equal(types().length, resting, 'after the second idle nothing more is told');
  watch.poll(3_500);
  assert.equal(types().at(-1), 'suspect');
  watch.poll(3_725);
  assert.equal(types().at(-1), 'silent');
});

test('a single idle, as a late relay says it, leaves the thresholds as they are', () => {
  const { watch, types } = watching();
  watch.frame('parent', 'video', 0);
  watch.idle('parent', false, 80);
  watch.poll(235);
  assert.deepEqual(types(), ['suspect', 'silent']);
});

test('a slow source without sound, which rests between any two frames, is not late at each', () => {
  const { watch, types } = watching();
  for (let now = 0; now <= 20_000; now += 250) {
    watch.frame('parent', 'video', now);
    for (let ms = 5; ms < 250; ms += 5) {
      if (ms === 125 || ms === 230) watch.idle('parent', false, now + ms);
      watch.poll(now + ms);
    }
  }
  const late = types().filter((type) => type === 'suspect').length;
  assert.ok(late <= 5, `${late} of 80 frames`);
  assert.ok(!types().includes('silent'));
});

test('a picture that is missing beside the sound is told, one that rests or that the channel lacks is not', () => {
  const run = (picture: boolean, rests: boolean): string[] => {
    const { watch, types } = watching();
    watch.expectPicture(picture, 0);
    watch.frame('parent', 'video', 0);
    for (let now = 20; now <= 6_000; now += 20) {
      watch.frame('parent', 'audio', now);
      if (rests && now % 500 === 0) watch.idle('parent', true, now);
      watch.poll(now);
    }
    return types();
  };
  const missing = run(true, false);
  assert.ok(missing.length >= 3 && missing.length <= 5, `${missing}`);
  assert.ok(missing.every((type) => type === 'no-picture'));
  assert.deepEqual(run(true, true), []);
  assert.deepEqual(run(false, false), []);
});

test('a source says that it rests, or that its picture alone does', () => {
  const told: FromWorker[] = [];
  const rest = new SourceRest((message) => told.push(message));
  for (let now = 1_000; now < 3_000; now += 20) {
    rest.released(false, now);
    rest.poll(now);
  }
  assert.equal(told.length, 4);
  assert.ok(told.every((message) => message.type === 'idle' && message.picture));
  told.length = 0;
  for (let now = 3_100; now < 4_100; now += 25) rest.poll(now);
  assert.ok(told.length >= 7);
  assert.ok(told.every((message) => message.type === 'idle' && !message.picture));
});

test('an encoder that makes no key frame when asked gets the last picture again, until it makes one', () => {
  const told: FromWorker[] = [];
  const rest = new SourceRest((message) => told.push(message));
  const stills = (from: number, to: number): number => {
    told.length = 0;
    for (let now = from; now < to; now += 25) {
      rest.released(true, now);
      rest.poll(now);
    }
    return told.filter(({ type }) => type === 'still').length;
  };
  rest.keyFrameAsked('full', 1_000);
  assert.equal(stills(1_000, 1_150), 0, 'a running encoder is given its time');
  assert.equal(stills(1_150, 3_000), 3, 'then less and less often');
  rest.encoded('small');
  assert.equal(stills(3_000, 6_000), 2);
  rest.encoded('full');
  assert.equal(stills(6_000, 12_000), 0);
});

class FakeTrack extends EventTarget {
  readyState: 'live' | 'ended' = 'live';
  constructor(readonly kind: 'video' | 'audio') {
    super();
  }
  clone(): FakeTrack {
    return new FakeTrack(this.kind);
  }
  stop(): void {
    this.readyState = 'ended';
  }
}

test('tracks that end, are stopped, added or taken away by a script are noticed', () => {
  const [video, audio, later] = [
    new FakeTrack('video'),
    new FakeTrack('audio'),
    new FakeTrack('video'),
  ];
  let tracks = [video, audio];
  const stream = Object.assign(new EventTarget(), {
    getTracks: () => tracks,
    getVideoTracks: () => tracks.filter(({ kind }) => kind === 'video'),
    getAudioTracks: () => tracks.filter(({ kind }) => kind === 'audio'),
  }) as unknown as MediaStream;
  const seen: LiveTracks[] = [];
  let timers: (() => void)[] = [];
  const tick = (): void => {
    const due = timers;
    timers = [];
    for (const fn of due) fn();
  };
  const end = followTracks(
    stream,
    (_ms, fn) => {
      timers.push(fn);
      return () => {
        timers = timers.filter((each) => each !== fn);
      };
    },
    (now) => seen.push(now),
  );
  tick();
  assert.equal(seen.length, 0);
  video.stop();
  tick();
  assert.deepEqual(seen.pop(), { video: null, audio });
  tracks = [...tracks, later];
  tick();
  assert.deepEqual(seen.pop(), { video: later, audio });
  later.stop();
  later.dispatchEvent(new Event('ended'));
  assert.deepEqual(seen.pop(), { video: null, audio }, 'at once, when it is told');
  tracks = [];
  tick();
  assert.deepEqual(seen.pop(), liveTracks(null));
  end();
  assert.equal(timers.length, 0);
});

test('the last picture is shown again by a clone that does not stay', async () => {
  const original = new FakeTrack('video');
  const given: (FakeTrack | null)[] = [];
  const sender = {
    track: original,
    replaceTrack: async (track: FakeTrack) => {
      given.push(track);
      sender.track = track;
    },
  };
  await showAgain(sender as unknown as RTCRtpSender, null);
  assert.equal(given.length, 2);
  assert.notEqual(given[0], original);
  assert.equal(given[0]?.readyState, 'ended');
  assert.equal(given[1], original);
  original.stop();
  await showAgain(sender as unknown as RTCRtpSender, null);
  assert.equal(given.length, 2, 'an ended track has no picture');
});

test('a picture that was kept is shown again by a generator, with the time of now', async () => {
  const frames: { of: unknown; timestamp: number }[] = [];
  const made: { closed: boolean }[] = [];
  class Generator extends FakeTrack {
    readonly writable = new WritableStream<(typeof frames)[0]>({
      write: (frame) => void frames.push(frame),
    });
  }
  const scope = globalThis as Record<string, unknown>;
  Object.assign(scope, {
    MediaStreamTrackGenerator: Generator,
    MediaStreamTrackProcessor: class {},
    VideoFrame: class {
      readonly timestamp: number;
      closed = false;
      constructor(
        readonly of: unknown,
        init: { timestamp: number },
      ) {
        this.timestamp = init.timestamp;
        made.push(this);
      }
      close(): void {
        this.closed = true;
      }
    },
  });
  const original = new FakeTrack('video');
  const given: FakeTrack[] = [];
  const sender = {
    track: original,
    replaceTrack: async (track: FakeTrack) => {
      given.push(track);
      sender.track = track;
    },
  };
  const last = {};
  const beganAt = performance.now() * 1000;
  await showAgain(sender as unknown as RTCRtpSender, last as VideoFrame);
  assert.ok(given[0] instanceof Generator);
  assert.equal(given[0].readyState, 'ended');
  assert.deepEqual(given.slice(1), [original]);
  assert.deepEqual(
    frames.map(({ of }) => of),
    [last],
  );
  assert.ok(frames[0]!.timestamp >= Math.floor(beganAt));
  // Another track that was given meanwhile stays.
  const another = new FakeTrack('video');
  const showing = showAgain(sender as unknown as RTCRtpSender, last as VideoFrame);
  setTimeout(() => {
    sender.track = another;
  }, 20);
  await showing;
  assert.equal(sender.track, another);
  // A connection that is closed refuses; Chromium has about ten pictures of a camera, and then no more.
  sender.replaceTrack = () => Promise.reject(new Error('closed'));
  await assert.rejects(showAgain(sender as unknown as RTCRtpSender, last as VideoFrame));
  assert.deepEqual(
    made.map(({ closed }) => closed),
    [true, true, true],
  );
  for (const name of ['MediaStreamTrackGenerator', 'MediaStreamTrackProcessor', 'VideoFrame'])
    delete scope[name];
});

test('an encoder of a track that rests is helped until it makes a picture, as long as its child is fed', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const pass = async (ms: number): Promise<void> => {
    for (let i = 0; i < ms; i += 50) {
      t.mock.timers.tick(50);
      await settled();
    }
  };
  let framesEncoded = 0;
  const sender = {
    getStats: async () =>
      new Map([['out', { type: 'outbound-rtp', kind: 'video', framesEncoded }]]),
    getParameters: () => ({ encodings: [{}] }),
    setParameters: async () => {},
  };
  const link = {
    id: 'child',
    side: 'down',
    way: 'transcode',
    senders: { video: sender },
    closed: false,
  } as unknown as Link;
  let shown = 0;
  const media = new DownMedia(
    () => ({ video: {} as MediaStreamTrack, audio: null }),
    (ms, fn) => {
      const timer = setTimeout(fn, ms);
      return () => clearTimeout(timer);
    },
    (which) => {
      assert.equal(which, link);
      shown++;
    },
  );
  void media.setActive(link, true);
  await settled();
  await pass(100);
  assert.equal(shown, 0, 'a running encoder is given its time');
  await pass(1_400);
  assert.equal(shown, 3, 'then less and less often');
  framesEncoded++;
  await pass(5_000);
  assert.equal(shown, 3);
  media.keyFrame(link);
  await pass(300);
  assert.equal(shown, 4, 'a key frame is wanted');
  void media.setActive(link, false);
  await pass(5_000);
  assert.equal(shown, 4, 'nobody wants it any more');
  for (let n = 0; n < 20; n++) {
    void media.setActive(link, true);
    await settled();
    void media.setActive(link, false);
  }
  void media.setActive(link, true);
  await pass(10_000);
  assert.ok(shown - 4 < 10, `${shown - 4} times for a child that asks all the time`);
});
