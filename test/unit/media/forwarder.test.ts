import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ArrivalReporter } from '../../../src/media/congestion/arrival-report.js';
import { Forwarder } from '../../../src/media/forwarding/forwarder.js';
import { KeyFrameRation } from '../../../src/media/forwarding/key-frame-ration.js';
import { rtpTimestampOf } from '../../../src/media/frames/encoded-frames.js';
import { type FrameTrailer, readTrailer } from '../../../src/media/frames/frame-trailer.js';
import type { FromWorker } from '../../../src/media/worker-client/worker-messages.js';
import {
  audioMark,
  bytes,
  FakeClock,
  FakeFrame,
  keyTrailer,
  Pipe,
  received,
  SingleFrame,
  settled,
  trailer,
} from './media-helpers.js';

type Told<T extends FromWorker['type']> = Extract<FromWorker, { type: T }>;

class Rig {
  readonly clock = new FakeClock();
  readonly told: FromWorker[] = [];
  readonly forwarder = new Forwarder((message) => this.told.push(message), this.clock);

  said<T extends FromWorker['type']>(type: T): Told<T>[] {
    return this.told.filter((message): message is Told<T> => message.type === type);
  }
  up(link: string, kind: 'video' | 'audio' = 'video'): Pipe {
    const pipe = new Pipe();
    this.forwarder.addUp(link, kind, pipe);
    return pipe;
  }
  child(link: string, way: 'forward' | 'carry' = 'forward', on = true): Pipe {
    const pipe = new Pipe();
    if (way === 'forward') this.forwarder.addForward(link, 'video', pipe);
    else this.forwarder.addCarry(link, 'video', pipe);
    if (on) this.forwarder.serve(link, true);
    return pipe;
  }
  /** The worker's thread does not run for this long. */
  standStill(ms: number): void {
    this.clock.ms += ms;
    this.forwarder.poll();
  }
  /** Moves the clock on in the worker's polling steps. */
  pass(ms: number): void {
    for (const end = this.clock.ms + ms; this.clock.ms < end; ) {
      this.clock.ms = Math.min(end, this.clock.ms + 25);
      this.forwarder.poll();
    }
  }
}

async function deliver(pipe: Pipe, ...trailers: FrameTrailer[]): Promise<void> {
  pipe.deliver(...trailers.map((each) => received(each)));
  await settled();
}

const got = (pipe: Pipe): (number | undefined)[] =>
  pipe.written.map(({ data }) => readTrailer(data)?.sequence);
const range = (from: number, to: number): FrameTrailer[] =>
  Array.from({ length: to - from }, (_, at) => trailer(from + at));

test('every served child gets every frame, marked; the own decoder gets it stripped', async () => {
  const rig = new Rig();
  const up = rig.up('parent');
  const children = [rig.child('a'), rig.child('b')];
  const resting = rig.child('c', 'forward', false);
  await deliver(up, keyTrailer(0), ...range(1, 5));
  for (const child of children) assert.deepEqual(got(child), [0, 1, 2, 3, 4]);
  assert.equal(resting.written.length, 0);
  assert.equal(up.written.length, 5);
  assert.ok(up.written.every(({ data }) => readTrailer(data) === null && data.byteLength === 3));
});

test('a switch of parents shows children one sequence, while both decoders get everything', async () => {
  const rig = new Rig();
  const [old, next] = [rig.up('old'), rig.up('next')];
  const child = rig.child('a');
  await deliver(old, keyTrailer(0), ...range(1, 4));
  await deliver(next, ...range(2, 4), keyTrailer(4));
  await deliver(old, keyTrailer(4), trailer(5));
  await deliver(next, trailer(5), trailer(6));
  await deliver(old, trailer(6), trailer(7));
  assert.deepEqual(got(child), [0, 1, 2, 3, 4, 5, 6, 7]);
  assert.equal(old.written.length, 8);
  assert.equal(next.written.length, 5);
});

test('RTP time goes on at a switch of parents, whatever each sender began with', async () => {
  const rig = new Rig();
  const [old, next] = [rig.up('old'), rig.up('next')];
  const child = rig.child('a');
  const send = async (pipe: Pipe, base: number, ...sequences: number[]): Promise<void> => {
    for (const sequence of sequences) {
      const of = trailer(sequence, { captureMs: 40 * sequence, key: sequence === 0 });
      const rtpTimestamp = (base + 3_600 * sequence) % 2 ** 32;
      pipe.deliver(received(of, 'video', { metadata: { rtpTimestamp } }));
    }
    await settled();
  };
  await send(old, 7, 0, 1, 2);
  await send(next, 4_294_960_000, 3, 4);
  await send(old, 7, 5);
  await send(next, 4_294_960_000, 6, 7);
  assert.deepEqual(
    child.written.map((frame) => rtpTimestampOf(frame)),
    range(0, 8).map(({ sequence }) => 7 + 3_600 * sequence),
  );
});

test('a frame held for one that is missing goes out whole, though its original was used up', async () => {
  const rig = new Rig();
  const [one, two] = [rig.up('one'), rig.up('two')];
  const child = rig.child('a');
  await deliver(one, keyTrailer(0), trailer(2));
  assert.deepEqual(got(child), [0]);
  await deliver(two, trailer(1));
  assert.deepEqual(got(child), [0, 1, 2]);
});

test('a missing frame asks for a key frame after the hold time, and children wait for it', async () => {
  const rig = new Rig();
  const up = rig.up('parent');
  const child = rig.child('a');
  await deliver(up, keyTrailer(0), trailer(1));
  rig.pass(1000);
  const before = rig.said('need-keyframe').length;
  await deliver(up, trailer(3), trailer(4));
  rig.pass(150);
  assert.equal(rig.said('need-keyframe').length, before);
  rig.pass(100);
  assert.equal(rig.said('need-keyframe').length, before + 1);
  await deliver(up, keyTrailer(5), trailer(6));
  assert.deepEqual(got(child), [0, 1, 5, 6]);
});

test('key frame requests of many children merge: one per 300 ms, the last is not lost', () => {
  const rig = new Rig();
  for (let i = 0; i < 5; i++) rig.forwarder.needKeyFrame();
  assert.equal(rig.said('need-keyframe').length, 1);
  rig.pass(275);
  assert.equal(rig.said('need-keyframe').length, 1);
  rig.pass(50);
  assert.equal(rig.said('need-keyframe').length, 2);
  rig.pass(2000);
  assert.equal(rig.said('need-keyframe').length, 2);
});

test('a key frame that comes meanwhile satisfies the request that waits', async () => {
  const rig = new Rig();
  const up = rig.up('parent');
  rig.forwarder.needKeyFrame();
  rig.forwarder.needKeyFrame();
  await deliver(up, keyTrailer(0));
  rig.pass(1000);
  assert.equal(rig.said('need-keyframe').length, 1);
});

test('one child that asks without end gets a few key frames at once, and then one now and then', async () => {
  const rig = new Rig();
  const up = rig.up('parent');
  rig.child('greedy');
  let sequence = 0;
  const asks = async (seconds: number): Promise<number> => {
    const before = rig.said('need-keyframe').length;
    for (let at = 0; at < seconds * 10; at++) {
      rig.forwarder.keyFrameAsked('full', 'greedy', 1);
      const told = rig.said('need-keyframe').length;
      rig.pass(100);
      if (rig.said('need-keyframe').length > told) await deliver(up, keyTrailer(sequence++));
      else await deliver(up, trailer(sequence++));
    }
    return rig.said('need-keyframe').length - before;
  };
  await asks(10);
  const lasting = await asks(20);
  assert.ok(lasting >= 10 && lasting <= 13, `${lasting} in 20 s`);
  // Its neighbour has a ration of its own.
  const told = rig.said('need-keyframe').length;
  rig.pass(300);
  rig.child('new');
  assert.equal(rig.said('need-keyframe').length, told + 1, 'a new child is served at once');
});

test('stopping and starting without end is rationed as asking is', async () => {
  const rig = new Rig();
  const up = rig.up('parent');
  rig.child('greedy');
  let sequence = 0;
  await deliver(up, keyTrailer(sequence++));
  let asked = 0;
  for (let at = 0; at < 300; at++) {
    rig.forwarder.serve('greedy', false);
    rig.forwarder.serve('greedy', true);
    const told = rig.said('need-keyframe').length;
    rig.pass(100);
    const key = rig.said('need-keyframe').length > told;
    if (key && at >= 100) asked++;
    await deliver(up, key ? keyTrailer(sequence++) : trailer(sequence++));
  }
  assert.ok(asked >= 10 && asked <= 13, `${asked} in 20 s`);
});

test('leaving and coming again by another link brings no new ration, and a newcomer has one', () => {
  let now = 0;
  const ration = new KeyFrameRation(() => now);
  let taken = 0;
  const come = (link: string, peer: string): void => {
    ration.belongs(link, peer);
    for (let times = 0; times < 5; times++) {
      if (!ration.allows(link)) continue;
      ration.take(link);
      taken++;
    }
  };
  for (; now < 100_000; now += 1_000) {
    come(`link ${now}`, 'greedy');
    ration.forget(`link ${now}`);
  }
  assert.ok(taken >= 60 && taken <= 66, `${taken} in 100 s`);
  taken = 0;
  come('other', 'newcomer');
  assert.equal(taken, 5);
  ration.forget('other');
  now += 10_000;
  taken = 0;
  come('again', 'greedy');
  assert.equal(taken, 5, 'it is whole again');
});

test('who asks for many is served more often, but not without limit', () => {
  const rate = (viewers: number): number => {
    let now = 0;
    const ration = new KeyFrameRation(() => now);
    let taken = 0;
    for (; now < 100_000; now += 50) {
      ration.weigh('relay', viewers);
      if (!ration.allows('relay')) continue;
      ration.take('relay');
      taken++;
    }
    return taken;
  };
  assert.ok(rate(1) <= 66, `${rate(1)} in 100 s`);
  assert.ok(rate(4) > 2 * rate(1));
  assert.ok(rate(10_000_000) <= 206, `${rate(10_000_000)} in 100 s`);
});

test('waiting for one key frame costs a child one of its ration, and nothing when this page needs it too', async () => {
  const rig = new Rig();
  const up = rig.up('parent');
  const child = rig.child('a');
  // The key frame takes five seconds to come, and is asked for all that time.
  for (let at = 0; at < 50; at++) {
    await deliver(up, trailer(at));
    rig.pass(100);
  }
  assert.ok(rig.said('need-keyframe').length > 10, 'asked for again and again');
  await deliver(up, keyTrailer(50));
  assert.deepEqual(got(child), [50]);
  for (let n = 0; n < 4; n++) {
    const told = rig.said('need-keyframe').length;
    rig.pass(300);
    rig.forwarder.keyFrameAsked('full', 'a', 1);
    assert.equal(rig.said('need-keyframe').length, told + 1, `request ${n}`);
    await deliver(up, keyTrailer(51 + n));
  }
});

test('a child served late begins with the next key frame, and it is asked for', async () => {
  const rig = new Rig();
  const up = rig.up('parent');
  await deliver(up, keyTrailer(0), trailer(1));
  const child = rig.child('late');
  assert.equal(rig.said('need-keyframe').length, 1);
  await deliver(up, trailer(2), keyTrailer(3), trailer(4));
  assert.deepEqual(got(child), [3, 4]);
});

test('serve before the downTrack exists, stop and serve again', async () => {
  const rig = new Rig();
  const up = rig.up('parent');
  rig.forwarder.serve('a', true);
  const child = rig.child('a', 'forward', false);
  await deliver(up, keyTrailer(0));
  rig.forwarder.serve('a', false);
  await deliver(up, trailer(1));
  rig.forwarder.serve('a', true);
  await deliver(up, trailer(2), keyTrailer(3));
  assert.deepEqual(got(child), [0, 3]);
});

test('one downTrack that throws hurts neither the others nor the own picture', async () => {
  const rig = new Rig();
  const up = rig.up('parent');
  const bad = rig.child('bad');
  const good = rig.child('good', 'carry');
  const single = [keyTrailer(0), trailer(1), trailer(2)];
  good.deliver(...single.map(() => new FakeFrame({ type: 'delta' })));
  // Without a copying constructor a forwarding downTrack cannot write.
  up.deliver(...single.map((each) => new SingleFrame(received(each))));
  await settled();
  assert.equal(bad.written.length, 0);
  assert.deepEqual(got(good), [0, 1, 2]);
  assert.equal(up.written.length, 3);
  assert.ok(rig.said('log').length >= 1);
});

test('temporal layers are limited for one child, also when told before its downTrack exists', async () => {
  const rig = new Rig();
  const up = rig.up('parent');
  rig.forwarder.limitSteps('slow', 0);
  const [slow, fast] = [rig.child('slow'), rig.child('fast')];
  await deliver(up, keyTrailer(0), trailer(1, { temporalLayer: 1 }), trailer(2, { needs: 2 }));
  assert.deepEqual(got(slow), [0, 2]);
  assert.deepEqual(got(fast), [0, 1, 2]);
});

test('sound and picture are sequenced apart', async () => {
  const rig = new Rig();
  const [video, audio] = [rig.up('parent'), rig.up('parent', 'audio')];
  const child = rig.child('a');
  const childAudio = new Pipe();
  rig.forwarder.addForward('a', 'audio', childAudio);
  await deliver(video, keyTrailer(0), trailer(1));
  audio.deliver(...[0, 1, 3].map((at) => received(audioMark(at), 'audio')));
  await settled();
  assert.deepEqual(got(child), [0, 1]);
  assert.deepEqual(got(childAudio), [0, 1, 3]);
});

test('a broadcaster feeds its children from its own encoder and asks it for key frames', async () => {
  const rig = new Rig();
  const pipe = new Pipe();
  let asked = 0;
  const generateKeyFrame = async (): Promise<void> => {
    asked++;
  };
  rig.forwarder.addSource('video', {
    readable: pipe.readable,
    writable: pipe.writable,
    options: null,
    generateKeyFrame,
  });
  const child = rig.child('a');
  assert.equal(asked, 1);
  pipe.deliver(new FakeFrame({ data: bytes(1), type: 'key' }), new FakeFrame({ data: bytes(2) }));
  await settled();
  assert.deepEqual(got(child), [0, 1]);
});

test('a second encoder counts anew under another stream number', async () => {
  const rig = new Rig();
  const child = rig.child('a');
  const streams: (number | undefined)[] = [];
  for (let i = 0; i < 2; i++) {
    const pipe = new Pipe();
    rig.forwarder.addSource('video', { ...pipe, options: null });
    pipe.deliver(new FakeFrame({ data: bytes(1), type: 'key' }));
    await settled();
    streams.push(readTrailer(child.written.at(-1)!.data)?.stream);
  }
  assert.equal(child.written.length, 2);
  assert.notEqual(streams[0], streams[1]);
});

test('flowing is told once a link and kind', async () => {
  const rig = new Rig();
  const up = rig.up('parent');
  await deliver(up, keyTrailer(0), trailer(1));
  rig.up('other').deliver(received(keyTrailer(0)));
  await settled();
  assert.deepEqual(rig.said('flowing'), [
    { type: 'flowing', link: 'parent', kind: 'video' },
    { type: 'flowing', link: 'other', kind: 'video' },
  ]);
});

test('silence of a watched link is told after its time and again, not when it flows or rests', async () => {
  const rig = new Rig();
  const up = rig.up('parent');
  rig.forwarder.watch('parent', 3);
  rig.pass(200);
  assert.equal(rig.said('silent').length, 0);
  rig.pass(25);
  assert.deepEqual(rig.said('silent'), [{ type: 'silent', link: 'parent', ms: 225 }]);
  rig.pass(200);
  assert.equal(rig.said('silent').length, 2);
  await deliver(up, keyTrailer(0));
  const before = rig.said('silent').length;
  rig.pass(150);
  rig.forwarder.alive('parent');
  rig.pass(150);
  assert.equal(rig.said('silent').length, before);
  rig.forwarder.watch('parent', null);
  rig.pass(5000);
  assert.equal(rig.said('silent').length, before);
});

test('a link that stutters by nature gets more time, but not without end', async () => {
  const rig = new Rig();
  const up = rig.up('parent');
  await deliver(up, keyTrailer(0));
  rig.forwarder.watch('parent', 3);
  for (let i = 1; i < 6; i++) {
    rig.pass(175);
    await deliver(up, trailer(i));
  }
  assert.equal(rig.said('silent').length, 0);
  rig.pass(325);
  assert.equal(rig.said('silent').length, 0);
  rig.pass(25);
  assert.equal(rig.said('silent').length, 1);
  rig.pass(5000);
  await deliver(up, trailer(6));
  rig.told.length = 0;
  rig.pass(500);
  assert.equal(rig.said('silent').length, 0);
  rig.pass(25);
  assert.equal(rig.said('silent').length, 1);
});

test('idle is told while nothing is released, and stops when frames come', async () => {
  const rig = new Rig();
  const up = rig.up('parent');
  await deliver(up, keyTrailer(0));
  rig.pass(100);
  assert.equal(rig.said('idle').length, 0);
  rig.pass(300);
  const told = rig.said('idle').length;
  assert.ok(told >= 2 && told <= 4, `${told}`);
  for (let i = 1; i < 20; i++) {
    await deliver(up, trailer(i));
    rig.pass(50);
  }
  assert.equal(rig.said('idle').length, told);
});

test('statistics of both ends, and the capture time of a shown frame', async () => {
  const rig = new Rig();
  const up = rig.up('parent');
  rig.child('a');
  await deliver(up, keyTrailer(0), trailer(1), trailer(4));
  const { ups, downTracks } = rig.forwarder.stats();
  assert.equal(ups.parent?.video?.frames, 3);
  assert.equal(ups.parent?.video?.lost, 2);
  assert.equal(ups.parent?.audio, undefined);
  assert.deepEqual(downTracks.a?.video, {
    frames: 2,
    bytes: 2 * received(trailer(1)).data.byteLength,
  });
  assert.deepEqual(rig.forwarder.captured('parent', 3000), { captureMs: 1001, estimated: false });
  assert.equal(rig.forwarder.captured('parent', 1), null);
  assert.equal(rig.forwarder.captured('nobody', 3000), null);
});

test('a closed link is forgotten: streams end, nothing is told of it, the others go on', async () => {
  const rig = new Rig();
  const up = rig.up('parent');
  const [gone, stays] = [rig.child('gone'), rig.child('stays')];
  await deliver(up, keyTrailer(0));
  rig.forwarder.close('gone');
  rig.forwarder.close('gone');
  await deliver(up, trailer(1));
  assert.deepEqual(got(gone), [0]);
  assert.equal(gone.cancelled, 1);
  assert.deepEqual(got(stays), [0, 1]);
  rig.forwarder.watch('parent', 3);
  rig.forwarder.close('parent');
  rig.pass(1000);
  assert.equal(rig.said('silent').length, 0);
  assert.deepEqual(Object.keys(rig.forwarder.stats().downTracks), ['stays']);
  assert.deepEqual(rig.forwarder.stats().ups, {});
  rig.forwarder.closeAll();
  rig.forwarder.closeAll();
  await settled();
  assert.equal(stays.cancelled, 1);
});

test('a link whose downTrack is replaced ends the old one', async () => {
  const rig = new Rig();
  const up = rig.up('parent');
  const first = rig.child('a');
  const second = rig.child('a', 'carry');
  await settled();
  assert.equal(first.cancelled, 1);
  await deliver(up, keyTrailer(0));
  second.deliver(new FakeFrame({ type: 'key' }));
  await settled();
  assert.equal(first.written.length, 0);
  assert.deepEqual(got(second), [0]);
  assert.deepEqual(rig.said('tick'), [{ type: 'tick', link: 'a', kind: 'video' }]);
});

test('a page that slept says so, and counts silence from its waking', async () => {
  const rig = new Rig();
  const up = rig.up('parent');
  await deliver(up, keyTrailer(0));
  rig.forwarder.watch('parent', 1);
  rig.pass(100);
  assert.equal(rig.said('woke').length, 0);
  rig.standStill(30_000);
  assert.deepEqual(
    rig.said('woke').map(({ ms }) => Math.round(ms / 1000)),
    [30],
  );
  assert.equal(rig.said('silent').length, 0);
  rig.pass(100);
  assert.equal(rig.said('silent').length, 0);
  rig.pass(100);
  assert.equal(rig.said('silent').length, 1);
});

test('time in which the thread itself stood still is no silence of the link', async () => {
  const rig = new Rig();
  const up = rig.up('parent');
  await deliver(up, keyTrailer(0));
  rig.forwarder.watch('parent', 1);
  rig.pass(100);
  rig.standStill(400);
  assert.equal(rig.said('silent').length, 0, 'frames may wait in its queue');
  rig.pass(25);
  assert.equal(rig.said('silent').length, 0);
  rig.pass(25);
  assert.equal(rig.said('silent').length, 1, 'none did');
});

test('a child that reports a queue gets the base at once; who is not fed cannot report', async () => {
  const rig = new Rig();
  const up = rig.up('parent');
  rig.child('a');
  rig.child('b', 'forward', false);
  const child = new ArrivalReporter();
  const sendAndReport = async (from: number, to: number, way: (at: number) => number) => {
    for (let i = from; i < to; i++) {
      const of = i === 0 ? keyTrailer(0) : trailer(i, { temporalLayer: i % 2, sync: i % 2 === 1 });
      await deliver(up, of);
      const data = child.arrived(of, rig.clock.ms + way(i - from));
      rig.pass(50);
      if (!data) continue;
      rig.forwarder.reported('a', data);
      rig.forwarder.reported('b', data);
    }
  };
  await sendAndReport(0, 40, () => 20);
  assert.ok(rig.said('line').every(({ line }) => line.step === 2));
  await sendAndReport(40, 55, (i) => 20 + 30 * i);
  const told = rig.said('line');
  assert.equal(told.at(-1)?.line.step, 0);
  assert.ok(told.every(({ link }) => link === 'a'));
});
