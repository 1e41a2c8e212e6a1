import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { LastPicture } from '../../../src/media/encoder/last-picture.js';
import { Upright, uprightOffer } from '../../../src/media/encoder/upright.js';
import { type TurnedFrame, turnFrames } from '../../../src/media/frames/frame-rotator.js';
import type { ForwarderClient } from '../../../src/media/worker-client/forwarder-client.js';
import type { ToWorker } from '../../../src/media/worker-client/worker-messages.js';
import { Random } from '../../simulation/random.js';

const scope = globalThis as Record<string, unknown>;
const NAMES = [
  'MediaStreamTrackProcessor',
  'MediaStreamTrackGenerator',
  'OffscreenCanvas',
  'VideoFrame',
  'MediaStream',
];
afterEach(() => {
  for (const name of NAMES) delete scope[name];
});

class Frame {
  closed = false;
  readonly timestamp = 7;
  readonly displayWidth = 180;
  readonly displayHeight = 320;
  constructor(readonly rotation = 0) {}
  close(): void {
    this.closed = true;
  }
}

class Track {
  readonly readyState = 'live';
  contentHint = 'motion';
  stopped = false;
  readonly writable = new WritableStream();
  enabled = true;
  muted = false;
  push = (frame: Frame): void => void this.frames.push(frame);
  constructor(readonly frames: Frame[] = []) {}
  stop(): void {
    this.stopped = true;
  }
}

/** Chromium's breakout box; how often a track was read is kept. */
function installBox(): { readers: number } {
  const counted = { readers: 0 };
  scope.MediaStreamTrackProcessor = class {
    readonly readable: ReadableStream<Frame>;
    constructor({ track }: { track: Track }) {
      counted.readers++;
      this.readable = new ReadableStream({
        start(to) {
          for (const frame of track.frames ?? []) to.enqueue(frame);
          track.push = (frame) => {
            track.frames.push(frame);
            to.enqueue(frame);
          };
        },
      });
    }
  };
  scope.MediaStreamTrackGenerator = class extends Track {};
  return counted;
}

/** Keeps the arguments of each drawing. */
function installCanvas(): unknown[] {
  const drawn: unknown[] = [];
  scope.OffscreenCanvas = class {
    constructor(
      readonly width: number,
      readonly height: number,
    ) {}
    getContext() {
      return { drawImage: (...all: unknown[]) => drawn.push(all) };
    }
  };
  return drawn;
}

function watched() {
  const posted: ToWorker[] = [];
  let changes = 0;
  const forwarder = { post: (message: ToWorker) => posted.push(message) };
  const last = new LastPicture();
  const upright = new Upright(forwarder as unknown as ForwarderClient, last, () => {
    changes++;
  });
  const of = (track: Track | null) => upright.of(track as unknown as MediaStreamTrack | null);
  const close = (): void => {
    upright.close();
    last.close();
  };
  return { last, close, upright, of, posted, changes: () => changes };
}

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

test('an upright picture is encoded as it is; its last frame is kept, and given back in the end', async () => {
  const counted = installBox();
  const { last, close, of, posted } = watched();
  const track = new Track([new Frame()]);
  assert.equal(of(track), track);
  await turn();
  assert.equal(of(track), track);
  assert.deepEqual([posted.length, counted.readers, track.frames[0]?.closed], [0, 1, false]);
  assert.equal(last.frame, track.frames[0]);
  track.muted = true;
  assert.equal(last.frame, null, 'what is switched off is not shown again');
  Object.assign(track, { muted: false, enabled: false });
  assert.equal(last.frame, null);
  track.enabled = true;
  track.push(new Frame());
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.equal(last.frame, track.frames[1]);
  assert.equal(track.frames[0]?.closed, true);
  close();
  assert.equal(track.frames[1]?.closed, true);
  assert.equal(last.frame, null);
});

test('a rotated picture is turned in the worker, until another track comes', async () => {
  installBox();
  const { close, of, posted, changes } = watched();
  const track = new Track([new Frame(90)]);
  of(track);
  await turn();
  assert.equal(changes(), 1);
  assert.deepEqual(
    posted.map(({ type }) => type),
    ['upright'],
  );
  const turned = of(track) as unknown as Track;
  assert.notEqual(turned, track);
  assert.equal(turned.contentHint, 'motion');
  const other = new Track();
  assert.equal(of(other), other);
  assert.equal(turned.stopped, true);
  assert.equal(track.stopped, false, 'the caller’s track runs on');
  assert.equal(of(null), null);
  close();
});

test('where frames cannot be looked at, the encoder is left to turn them', () => {
  const extension = 'a=extmap:3 urn:3gpp:video-orientation\r\n';
  const sdp = `m=video 9 RTP 96\r\na=extmap:2 urn:other\r\n${extension}a=mid:0\r\n`;
  const offer = { type: 'offer', sdp } as RTCSessionDescription;
  assert.equal(uprightOffer(offer).sdp, sdp.replace(extension, ''));
  const { of } = watched();
  const track = new Track([new Frame(90)]);
  assert.equal(of(track), track);
  installBox();
  assert.equal(uprightOffer(offer).sdp, sdp, 'Chromium sends nothing without it');
});

test('only rotated frames are drawn, at the size that they are shown in', async () => {
  const drawn = installCanvas();
  scope.VideoFrame = class {
    constructor(
      readonly of: { width: number; height: number },
      readonly init: { timestamp: number },
    ) {}
  };
  const frames = [new Frame(0), new Frame(90)];
  const out: unknown[] = [];
  await turnFrames(
    new ReadableStream<TurnedFrame>({
      start(to) {
        for (const frame of frames) to.enqueue(frame as unknown as TurnedFrame);
        to.close();
      },
    }),
    new WritableStream({ write: (frame) => void out.push(frame) }),
  );
  assert.equal(out[0], frames[0]);
  assert.equal(frames[0]?.closed, false, 'who takes it closes it');
  assert.equal(frames[1]?.closed, true);
  assert.deepEqual(drawn, [[frames[1], 0, 0, 180, 320]]);
  const made = out[1] as { of: { width: number; height: number }; init: { timestamp: number } };
  assert.deepEqual([made.of.width, made.of.height, made.init.timestamp], [180, 320, 7]);
});

test('the picture is kept from before the encoder is there, and for the next one', async () => {
  const counted = installBox();
  const { last, of, upright, close } = watched();
  const track = new Track([new Frame()]);
  last.follow(track as unknown as MediaStreamTrack);
  await turn();
  of(track);
  assert.deepEqual([last.frame, counted.readers], [track.frames[0], 1]);
  upright.close();
  last.pause();
  assert.equal(last.frame, track.frames[0]);
  of(track);
  assert.deepEqual([last.frame, counted.readers], [track.frames[0], 2]);
  of(new Track());
  assert.equal(last.frame, null, 'of another track');
  assert.equal(track.frames[0]?.closed, true);
  close();
});

test('a picture that came before is taken from the video that shows it', () => {
  installBox();
  const drawn = installCanvas();
  scope.MediaStream = class {
    constructor(readonly tracks: Track[]) {}
    getTracks() {
      return this.tracks ?? [];
    }
  };
  scope.VideoFrame = class extends Frame {
    constructor(readonly of: { width: number; height: number }) {
      super();
    }
  };
  const { last, close, of } = watched();
  const track = new Track();
  const stream = new MediaStream([track as unknown as MediaStreamTrack]);
  const video = { videoWidth: 0, videoHeight: 0, srcObject: stream };
  of(track);
  assert.equal(last.frame, null, 'no video');
  last.attachVideo(video as unknown as HTMLVideoElement);
  assert.equal(last.frame, null, 'it shows nothing');
  Object.assign(video, { videoWidth: 320, videoHeight: 180, srcObject: new MediaStream() });
  assert.equal(last.frame, null, 'it shows something else');
  video.srcObject = stream;
  track.enabled = false;
  assert.equal(last.frame, null, 'nobody is to see it');
  track.enabled = true;
  const frame = last.frame as unknown as Frame & { of: { width: number; height: number } };
  assert.deepEqual([frame.of.width, frame.of.height], [320, 180]);
  assert.equal(last.frame, frame, 'once');
  assert.deepEqual(drawn, [[video, 0, 0]]);
  close();
  assert.equal(frame.closed, true);
});

test('whatever comes and goes, at most one picture is kept, and none in the end', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const frames: Frame[] = [];
  const open = (): number => frames.filter(({ closed }) => !closed).length;
  const settle = async (): Promise<void> => {
    for (let n = 0; n < 10; n++) await new Promise((resolve) => setImmediate(resolve));
  };
  /** Chromium's: it makes a picture when one is asked for, and as long as its track is not over. */
  let rotation = 0;
  let gives = true;
  class Generator extends Track {}
  scope.MediaStreamTrackGenerator = Generator;
  scope.MediaStreamTrackProcessor = class {
    readonly readable: ReadableStream<Frame>;
    constructor({ track }: { track: Track }) {
      this.readable = new ReadableStream(
        {
          async pull(to) {
            while (!gives) await new Promise((resolve) => setImmediate(resolve));
            const frame = new Frame(track instanceof Generator ? 0 : rotation);
            frames.push(frame);
            try {
              to.enqueue(frame);
            } catch {
              frame.close();
            }
          },
        },
        { highWaterMark: 0 },
      );
    }
  };
  const random = new Random(7);
  for (let round = 0; round < 40; round++) {
    const { of, close } = watched();
    for (let step = 0; step < 8; step++) {
      rotation = random.next() < 0.2 ? 90 : 0;
      gives = random.next() < 0.8;
      if (random.next() < 0.4) of(random.next() < 0.2 ? null : new Track());
      if (random.next() < 0.7) t.mock.timers.tick(250);
      if (random.next() < 0.7) await settle();
      assert.ok(open() <= 1, `${open()} pictures are open`);
    }
    close();
    gives = true;
    await settle();
    t.mock.timers.tick(1_000);
    await settle();
    assert.equal(open(), 0);
  }
  assert.ok(frames.length > 100);
});
