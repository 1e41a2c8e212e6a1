/** Where frames enter the worker: the pump, the broadcaster's marker, the receiving end. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RelayedFrame } from '../../../src/media/forwarding/down-track.js';
import { fillerFrame } from '../../../src/media/forwarding/filler-frame.js';
import { pump } from '../../../src/media/forwarding/pump.js';
import { SourceTrack, TrailerMaker } from '../../../src/media/forwarding/source-track.js';
import { UpTrack } from '../../../src/media/forwarding/up-track.js';
import { VP8 } from '../../../src/media/frames/codecs/vp8.js';
import type { ScriptTransformer } from '../../../src/media/frames/encoded-frames.js';
import {
  appendTrailer,
  type FrameTrailer,
  readTrailer,
  SEQUENCE_MODULO,
} from '../../../src/media/frames/frame-trailer.js';
import {
  audioMark,
  bytes,
  FakeClock,
  FakeFrame,
  keyTrailer,
  Pipe,
  received,
  settled,
  trailer,
  values,
} from './media-helpers.js';

test('pump: a handler that throws costs one frame; a broken stream ends quietly', async () => {
  const pipe = new Pipe();
  const seen: number[] = [];
  const errors: unknown[] = [];
  const done = pump(
    pipe.readable.getReader(),
    (frame) => {
      if (frame.timestamp === 1) throw new Error('handler');
      seen.push(frame.timestamp ?? -1);
    },
    (error) => errors.push(error),
  );
  pipe.deliver(...[0, 1, 2].map((timestamp) => new FakeFrame({ timestamp })));
  await settled();
  pipe.fail(new Error('gone'));
  await done;
  assert.deepEqual(seen, [0, 2]);
  assert.equal(errors.length, 1);
});

// ---- the broadcaster's marker -------------------------------------------------------------------

/** Feeds (key, layer) pairs and returns what each frame needs, as distance. */
function needs(maker: TrailerMaker, ...frames: [boolean, number][]): number[] {
  return frames.map(([key, layer]) => maker.next(key, layer, 0).needs);
}

test('trailers: without layers each frame needs the one before, a key frame none', () => {
  const maker = new TrailerMaker('video', 1);
  assert.deepEqual(
    needs(maker, [true, 0], [false, 0], [false, 0], [true, 0], [false, 0]),
    [0, 1, 1, 0, 1],
  );
});

test('trailers: two and three temporal layers', () => {
  const two = new TrailerMaker('video', 1);
  assert.deepEqual(needs(two, [true, 0], [false, 1], [false, 0], [false, 1]), [0, 1, 2, 1]);
  const three = new TrailerMaker('video', 1);
  const pattern: [boolean, number][] = [
    [true, 0],
    [false, 2],
    [false, 1],
    [false, 2],
    [false, 0],
    [false, 2],
    [false, 1],
  ];
  assert.deepEqual(needs(three, ...pattern), [0, 1, 2, 1, 4, 1, 2]);
});

test('trailers: a key frame makes older layers unreachable', () => {
  const maker = new TrailerMaker('video', 1);
  needs(maker, [true, 0], [false, 2], [false, 1]);
  assert.deepEqual(needs(maker, [true, 0], [false, 1], [false, 2]), [0, 1, 1]);
});

test('trailers: layers find their base across the wrap of the sequence', () => {
  // As the counter stands after 103 days at 30 fps.
  const late = new TrailerMaker('video', 1, SEQUENCE_MODULO - 2);
  const made = [
    late.next(true, 0, 0),
    late.next(false, 1, 0),
    late.next(false, 0, 0),
    late.next(false, 2, 0),
    late.next(false, 1, 0),
    late.next(false, 2, 0),
  ];
  assert.deepEqual(
    made.map(({ sequence }) => sequence),
    [SEQUENCE_MODULO - 2, SEQUENCE_MODULO - 1, 0, 1, 2, 3],
  );
  assert.deepEqual(
    made.map((each) => each.needs),
    [0, 1, 2, 1, 2, 1],
  );
});

test('trailers: audio needs nothing and is never a key frame', () => {
  const maker = new TrailerMaker('audio', 1);
  const made = [maker.next(true, 0, 0), maker.next(false, 0, 0)];
  assert.ok(made.every((each) => each.needs === 0 && !each.key));
});

interface Source {
  pipe: Pipe;
  marker: SourceTrack;
  out: RelayedFrame[];
  errors: unknown[];
  clock: FakeClock;
}

function source(more: Partial<ScriptTransformer> = {}): Source {
  const pipe = new Pipe();
  const out: RelayedFrame[] = [];
  const errors: unknown[] = [];
  const clock = new FakeClock();
  const transformer = {
    readable: pipe.readable,
    writable: pipe.writable,
    options: null,
    ...more,
  } satisfies ScriptTransformer;
  const onFrame = (item: RelayedFrame): void => {
    // What a child gets is the frame as it is during this call.
    out.push({ ...item, frame: new FakeFrame(item.frame) });
  };
  const onError = (error: unknown): void => void errors.push(error);
  const marker = new SourceTrack('video', transformer, 9, onFrame, onError, clock, {
    codec: VP8,
  });
  return { pipe, marker, out, errors, clock };
}

const vp8 = (type: 'key' | 'delta', captureTime?: number): FakeFrame =>
  new FakeFrame({
    data: bytes(1, 2, 3),
    type,
    metadata: {
      mimeType: 'video/VP8',
      temporalIndex: 0,
      ...(captureTime === undefined ? {} : { captureTime }),
    },
  });

test('source: children get the marked frame, the loopback a tiny stand-in', async () => {
  const { pipe, out, clock } = source();
  pipe.deliver(vp8('key'), vp8('delta'));
  await settled();
  assert.deepEqual(
    out.map((item) => [
      item.trailer.sequence,
      item.trailer.key,
      item.trailer.needs,
      item.trailer.stream,
    ]),
    [
      [0, true, 0, 9],
      [1, false, 1, 9],
    ],
  );
  for (const { frame, data, trailer: own } of out) {
    assert.deepEqual(frame.data, data);
    assert.deepEqual(readTrailer(data), own);
    assert.deepEqual(values(data).slice(0, 3), [1, 2, 3]);
    assert.equal(own.captureMs, (clock.timeOrigin + clock.ms) % 2 ** 32);
  }
  assert.deepEqual(pipe.written[0]?.data, fillerFrame(VP8, 'video/VP8'));
});

test('source: a codec without a stand-in loops back as it was', async () => {
  const { pipe } = source();
  pipe.deliver(new FakeFrame({ data: bytes(4, 5), metadata: { mimeType: 'video/AV1' } }));
  await settled();
  assert.deepEqual(values(pipe.written[0]!.data), [4, 5]);
});

test("source: the encoder's capture stamp counts if it can be true", async () => {
  const { pipe, out, clock } = source();
  pipe.deliver(vp8('key', 980), vp8('delta', 1001), vp8('delta', -500));
  await settled();
  const origin = clock.timeOrigin;
  assert.deepEqual(
    out.map((item) => item.trailer.captureMs),
    [980, 1000, 1000].map((at) => (origin + at) % 2 ** 32),
  );
});

test('source: an empty frame gets no trailer and reaches no child', async () => {
  const { pipe, out } = source();
  pipe.deliver(new FakeFrame({ data: bytes(), type: 'empty' }), vp8('key'));
  await settled();
  assert.deepEqual(
    out.map((item) => item.trailer.sequence),
    [0],
  );
  assert.equal(pipe.written[0]?.data.byteLength, 0);
});

test('source: asking for a key frame where no encoder can be asked, or it refuses', async () => {
  source().marker.requestKeyFrame();
  const { marker, errors } = source({
    generateKeyFrame: () => Promise.reject(new Error('no track')),
  });
  marker.requestKeyFrame();
  await settled();
  assert.equal(errors.length, 1);
});

test('source: closing twice is fine', async () => {
  const { pipe, marker } = source();
  marker.close();
  marker.close();
  await settled();
  assert.equal(pipe.cancelled, 1);
});

// ---- the receiving end --------------------------------------------------------------------------

function upstream(kind: 'video' | 'audio' = 'video') {
  const pipe = new Pipe();
  const clock = new FakeClock(0.25);
  const out: { trailer: FrameTrailer; data: ArrayBuffer; frameData: ArrayBuffer }[] = [];
  const errors: unknown[] = [];
  let flowing = 0;
  const events = {
    frame: (item: RelayedFrame) => {
      out.push({ trailer: item.trailer, data: item.data, frameData: item.frame.data.slice(0) });
    },
    flowing: () => {
      flowing++;
    },
    fullEnded: () => {},
    drop: () => {},
    wait: () => {},
    needKeyFrame: () => {},
    error: (error: unknown) => void errors.push(error),
  };
  const times = {
    now: clock.now,
    unix: () => clock.timeOrigin + clock.ms,
    random: clock.random,
  };
  const up = new UpTrack(kind, pipe, events, times);
  return { pipe, clock, out, errors, up, events, flowing: () => flowing };
}

test('upstream: the trailer is read, passed on with the bytes, stripped for the decoder', async () => {
  const { pipe, out, up, flowing } = upstream();
  pipe.deliver(received(keyTrailer(3)), received(trailer(4)));
  await settled();
  assert.deepEqual(
    out.map((item) => item.trailer),
    [keyTrailer(3), trailer(4)],
  );
  assert.deepEqual(out[0]?.data, out[0]?.frameData);
  assert.deepEqual(values(pipe.written[0]!.data), [3, 0, 1]);
  assert.equal(flowing(), 1);
  assert.equal(up.captured(9000)?.captureMs, 1003);
  assert.equal(up.captured(9001), undefined);
});

test('upstream: frames of a transcoding parent get trailers of their own, called estimates', async () => {
  const { pipe, out, clock } = upstream();
  const plain = (type: 'key' | 'delta'): FakeFrame => new FakeFrame({ data: bytes(8), type });
  pipe.deliver(plain('key'), plain('delta'));
  await settled();
  const expected = {
    captureMs: (clock.timeOrigin + clock.ms) % 2 ** 32,
    temporalLayer: 0,
    estimated: true,
    sync: false,
    small: false,
    stream: 32,
  };
  assert.deepEqual(
    out.map((item) => item.trailer),
    [
      { ...expected, sequence: 0, needs: 0, key: true },
      { ...expected, sequence: 1, needs: 1, key: false },
    ],
  );
  assert.deepEqual(values(pipe.written[0]!.data), [8]);
});

test('upstream: an empty frame is no frame', async () => {
  const { pipe, out, up } = upstream();
  pipe.deliver(new FakeFrame({ data: bytes() }));
  await settled();
  assert.equal(out.length, 0);
  assert.equal(up.lastFrameAt, -1);
});

test('upstream: loss counts what is missing, and takes back what came late', async () => {
  const { pipe, up } = upstream();
  pipe.deliver(received(keyTrailer(0)), received(trailer(1)), received(trailer(5)));
  await settled();
  assert.equal(up.stats.lost, 3);
  pipe.deliver(received(trailer(3)));
  await settled();
  assert.equal(up.stats.lost, 2);
  pipe.deliver(received(trailer(5)), received(trailer(6)));
  await settled();
  assert.equal(up.stats.lost, 2);
  assert.equal(up.stats.frames, 6);
});

test('upstream: loss is counted across the wrap, and a new encoder is not loss', async () => {
  const { pipe, up } = upstream();
  pipe.deliver(received(keyTrailer(SEQUENCE_MODULO - 1)), received(trailer(1)));
  await settled();
  assert.equal(up.stats.lost, 1);
  pipe.deliver(received(keyTrailer(50_000)), received(trailer(50_002)));
  await settled();
  assert.equal(up.stats.lost, 2);
  pipe.deliver(received(keyTrailer(7, { stream: 9 })), received(trailer(8, { stream: 9 })));
  await settled();
  assert.equal(up.stats.lost, 2);
});

test('upstream: longest gap and bytes', async () => {
  const { pipe, up, clock } = upstream('audio');
  for (const at of [1000, 1020, 1120, 1140]) {
    clock.ms = at;
    pipe.deliver(received(audioMark(at), 'audio'));
    await settled();
  }
  assert.equal(up.stats.longestGapMs, 100);
  assert.equal(up.stats.bytes, 4 * appendTrailer(bytes(0, 0, 1), trailer(0)).byteLength);
});

test('upstream: capture times of the last 128 frames are remembered', async () => {
  const { pipe, up } = upstream();
  pipe.deliver(
    ...Array.from({ length: 130 }, (_, at) => received(at === 0 ? keyTrailer(0) : trailer(at))),
  );
  await settled();
  assert.equal(up.captured(1 * 3000), undefined);
  assert.equal(up.captured(2 * 3000)?.sequence, 2);
  assert.equal(up.captured(129 * 3000)?.sequence, 129);
});

test('upstream: a relay that fails does not take the picture from its own viewer', async () => {
  const { pipe, events, errors } = upstream();
  events.frame = () => {
    throw new Error('relay');
  };
  pipe.deliver(received(keyTrailer(0)), received(trailer(1)));
  await settled();
  assert.equal(pipe.written.length, 2);
  assert.deepEqual(values(pipe.written[1]!.data), [1, 0, 1]);
  assert.equal(errors.length, 2);
});

test('upstream: closing twice is fine', async () => {
  const { pipe, up } = upstream();
  up.close();
  up.close();
  await settled();
  assert.equal(pipe.cancelled, 1);
  assert.equal(pipe.aborted, 1);
});
