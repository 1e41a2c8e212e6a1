/** Two encodings of one picture: each child decodes one at a time, and changes at a key frame. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Forwarder } from '../../../src/media/forwarding/forwarder.js';
import { RtpMunger } from '../../../src/media/forwarding/rtp-munger.js';
import {
  type Encoding,
  type FrameTrailer,
  readTrailer,
} from '../../../src/media/frames/frame-trailer.js';
import type { FromWorker } from '../../../src/media/worker-client/worker-messages.js';
import { FakeClock, keyTrailer, Pipe, received, settled, trailer } from './media-helpers.js';

let clock: FakeClock;
let told: FromWorker[];
let forwarder: Forwarder;
let up: Pipe;
let at: Record<Encoding, number>;
beforeEach(() => {
  clock = new FakeClock();
  told = [];
  forwarder = new Forwarder((message) => told.push(message), clock);
  up = new Pipe();
  forwarder.addUp('parent', 'video', up);
  at = { full: 0, small: 0 };
});

const asked = (encoding: Encoding): number =>
  told.filter((message) => message.type === 'need-keyframe' && message.encoding === encoding)
    .length;

function child(link: string, way: 'forward' | 'carry' = 'forward'): Pipe {
  const pipe = new Pipe();
  if (way === 'forward') forwarder.addForward(link, 'video', pipe);
  else forwarder.addCarry(link, 'video', pipe);
  forwarder.serve(link, true);
  return pipe;
}

/** The next frame of an encoding; each has its own stream number and RTP timestamps. */
function next(encoding: Encoding, key = false): FrameTrailer {
  const small = encoding === 'small';
  return (key ? keyTrailer : trailer)(at[encoding]++, {
    small,
    stream: small ? 8 : 7,
    captureMs: clock.ms,
  });
}

async function deliver(...trailers: FrameTrailer[]): Promise<void> {
  for (const each of trailers) {
    const rtpTimestamp = (each.small ? 5_000_000 : 1_000) + each.captureMs * 90;
    up.deliver(received(each, 'video', { metadata: { rtpTimestamp } }));
  }
  await settled();
}

/** As `f3` or `s3`, in the order sent. */
const got = (pipe: Pipe): string =>
  pipe.written
    .map(({ data }) => readTrailer(data))
    .map((each) => `${each?.small ? 's' : 'f'}${each?.sequence}${each?.key ? 'k' : ''}`)
    .join(' ');
const shown = (): number => up.written.length;

test('a child that shall have the small one goes on with the full one until its key frame', async () => {
  const pipe = child('a');
  await deliver(next('full', true), next('full'));
  forwarder.encode('a', 'small');
  assert.equal(asked('small'), 1);
  await deliver(next('full'), next('small'), next('full'), next('small', true), next('full'));
  await deliver(next('small'), next('full'), next('small'));
  assert.equal(got(pipe), 'f0k f1 f2 f3 s1k s2 s3');
  forwarder.encode('a', 'full');
  await deliver(next('full'), next('small'), next('full', true), next('small'), next('full'));
  assert.equal(got(pipe), 'f0k f1 f2 f3 s1k s2 s3 s4 f7k f8');
});

test('each child its own: one small, one full', async () => {
  const [narrow, wide] = [child('narrow'), child('wide')];
  forwarder.expectBoth(true);
  forwarder.encode('narrow', 'small');
  await deliver(next('full', true), next('small', true), next('full'), next('small'));
  assert.equal(got(narrow), 's0k s1');
  assert.equal(got(wide), 'f0k f1');
});

test('a relay below gets both; a carried one, whose pictures are numbered in one row, does not', async () => {
  const [relay, carried] = [child('relay'), child('carried', 'carry')];
  forwarder.expectBoth(true);
  forwarder.encode('relay', 'both');
  forwarder.encode('carried', 'both');
  carried.deliver(...Array.from({ length: 6 }, (_, i) => received(trailer(i))));
  await settled();
  await deliver(next('full', true), next('small', true), next('full'), next('small'));
  assert.equal(got(relay), 'f0k s0k f1 s1');
  assert.equal(got(carried), 'f0k f1');
  forwarder.encode('relay', 'full');
  await deliver(next('full'), next('small'));
  assert.equal(got(relay), 'f0k s0k f1 s1 f2');
});

test('where only the small one comes, children that want the full one get that', async () => {
  const pipe = child('a');
  await deliver(next('full', true), next('full'));
  clock.ms += 500;
  await deliver(next('small'));
  assert.ok(asked('small') >= 1);
  await deliver(next('small', true), next('small'));
  assert.equal(got(pipe), 'f0k f1 s1k s2');
  await deliver(next('full', true), next('small'), next('full'));
  assert.equal(got(pipe), 'f0k f1 s1k s2 f2k f3');
});

test('a parent that goes over to the small one takes children along at the same key frame', async () => {
  const pipe = child('a');
  await deliver(next('full', true), next('full'));
  await deliver(next('small', true), next('small'));
  assert.equal(got(pipe), 'f0k f1 s0k s1');
  assert.equal(asked('small'), 0, 'no second key frame is needed');
  await deliver(next('full', true), next('full'));
  assert.equal(got(pipe), 'f0k f1 s0k s1 f2k f3');
});

test('a full encoding that was broken off for the small one does not come back before it', async () => {
  const pipe = child('a');
  await deliver(next('full', true), next('full'));
  forwarder.encode('a', 'small');
  forwarder.limitSteps('a', -1);
  await deliver(next('full'));
  forwarder.limitSteps('a', 0);
  const before = asked('full');
  await deliver(next('full'), next('full', true));
  assert.equal(got(pipe), 'f0k f1');
  assert.equal(asked('full'), before, 'no key frame that would queue');
  await deliver(next('small', true), next('small'));
  assert.equal(got(pipe), 'f0k f1 s0k s1');
});

test('a child that gets nothing for a while is told so, and stopping ends that', async () => {
  const rests = (): unknown[] => told.filter((each) => each.type === 'idle' && each.link === 'a');
  child('a');
  await deliver(next('full', true), next('full'));
  forwarder.limitSteps('a', -1);
  for (let n = 0; n < 20; n++) {
    clock.ms += 25;
    forwarder.poll();
  }
  assert.ok(rests().length >= 4, `${rests().length}`);
  const { length } = rests();
  forwarder.serve('a', false);
  clock.ms += 500;
  forwarder.poll();
  assert.equal(rests().length, length);
});

test('a full encoding that was broken off comes back by itself where no small one does', async () => {
  const pipe = child('a');
  await deliver(next('full', true), next('full'));
  forwarder.limitSteps('a', -1);
  await deliver(next('full'));
  forwarder.limitSteps('a', 0);
  clock.ms += 1_000;
  const before = asked('full');
  await deliver(next('full'));
  assert.equal(asked('full'), before + 1);
  await deliver(next('full', true), next('full'));
  assert.equal(got(pipe), 'f0k f1 f4k f5');
});

test('the own picture follows a parent that changes the encoding', async () => {
  await deliver(next('full', true), next('full'));
  assert.equal(shown(), 2);
  await deliver(next('small'));
  assert.equal(shown(), 2, 'not before a key frame');
  await deliver(next('small', true), next('small'), next('full'));
  assert.equal(shown(), 4);
  await deliver(next('full', true));
  assert.equal(shown(), 5);
});

test('a relay that gets both shows the full one, and the small one only when nothing else comes', async () => {
  forwarder.expectBoth(true);
  await deliver(next('full', true), next('small', true), next('full'), next('small'));
  assert.equal(shown(), 2);
  clock.ms += 500;
  await deliver(next('small'), next('small', true), next('small'));
  assert.equal(shown(), 4);
});

test('what is still under way after both were wanted does not change the own picture', async () => {
  forwarder.expectBoth(true);
  await deliver(next('full', true), next('small', true));
  forwarder.expectBoth(false);
  clock.ms += 100;
  await deliver(next('full'), next('small', true), next('full'));
  assert.equal(shown(), 3);
  clock.ms += 2_100;
  await deliver(next('full'), next('small', true));
  assert.equal(shown(), 5, 'a parent that changes over later is followed');
});

test('both encodings are marked, numbered and counted apart at the broadcaster', async () => {
  const sources: Record<Encoding, Pipe> = { full: new Pipe(), small: new Pipe() };
  const requests: string[] = [];
  for (const encoding of ['full', 'small'] as const) {
    forwarder.addSource(
      'video',
      {
        readable: sources[encoding].readable,
        writable: sources[encoding].writable,
        options: null,
        generateKeyFrame: async () => requests.push(encoding),
      },
      encoding,
    );
  }
  const pipe = child('a');
  forwarder.encode('a', 'small');
  assert.ok(requests.includes('small'), 'the small encoder is asked');
  for (const encoding of ['full', 'small', 'full', 'small'] as const) {
    const type = at[encoding]++ === 0 ? 'key' : 'delta';
    sources[encoding].deliver(received(trailer(0), 'video', { type }));
    await settled();
  }
  assert.equal(got(pipe), 's0k s1');
  const { released, releasedSmall } = forwarder.stats();
  assert.ok(released[0] > 0 && releasedSmall[0] > 0);
});

test('RTP time goes on where it was when the encoding changes, whatever each encoder drew', () => {
  const line = new RtpMunger();
  const full = (captureMs: number): FrameTrailer => trailer(0, { stream: 1, captureMs });
  const small = (captureMs: number): FrameTrailer => trailer(0, { stream: 2, captureMs });
  assert.equal(line.place('up', full(100), 50_000, 0), 50_000);
  assert.equal(line.place('up', full(133), 52_970, 0), 52_970);
  assert.equal(line.place('up', small(166), 4_294_960_000, 0), 52_970 + 33 * 90);
  assert.equal(line.place('up', small(199), (4_294_960_000 + 2970) % 2 ** 32, 0), 52_970 + 66 * 90);
  assert.equal(
    line.place('up', full(232), 52_970 + 99 * 90, 0),
    52_970 + 99 * 90,
    'the first keeps its own',
  );
  const same = new RtpMunger();
  same.place('up', full(100), 90, 0);
  assert.equal(same.place('up', small(100), 7, 0), 91, 'never the same timestamp twice');
  assert.equal(same.place('up', trailer(0, { stream: 3, captureMs: 50 }), 7, 0), 92, 'never back');
});

test('RTP time begins with that of the sender, which its reports tell', () => {
  const line = new RtpMunger();
  line.own(4_294_967_000, 1_000);
  line.own(4_294_976_000 % 2 ** 32, 1_100);
  // 50 ms after the first own frame, beyond the end of the 32 bits.
  assert.equal(
    line.place('up', trailer(0, { captureMs: 7 }), 123, 1_050),
    (4_294_967_000 + 4_500) % 2 ** 32,
  );
  assert.equal(line.place('up', trailer(0, { captureMs: 17 }), 123 + 900, 1_070), 4_204 + 900);
  line.own(99, 1_080);
  assert.equal(line.place('up', trailer(0, { captureMs: 27 }), 123 + 1_800, 1_090), 4_204 + 1_800);
});
