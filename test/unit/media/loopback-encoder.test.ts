/** The encoder's tracks: what ended is told once and as long as it lasts, what is refused is tried again. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import type { CastoError } from '../../../src/base/errors.js';
import { Emitter } from '../../../src/base/events.js';
import { LastPicture } from '../../../src/media/encoder/last-picture.js';
import { LoopbackEncoder } from '../../../src/media/encoder/loopback-encoder.js';
import type {
  ForwarderClient,
  ForwarderEvents,
} from '../../../src/media/worker-client/forwarder-client.js';
import { FakeConnection, FakeStream, FakeTrack, installWebRtc } from './media-fakes.js';

/** A worker's timers, at the test's pace. */
class FakeForwarder extends Emitter<ForwarderEvents> {
  #now = 0;
  #timers = new Map<number, { at: number; fn: () => void }>();
  #next = 1;

  post(): void {}
  transform(): object {
    return {};
  }
  setTimer(ms: number, fn: () => void): () => void {
    const id = this.#next++;
    this.#timers.set(id, { at: this.#now + ms, fn });
    return () => this.#timers.delete(id);
  }
  async pass(ms: number): Promise<void> {
    for (const end = this.#now + ms; this.#now < end; ) {
      this.#now += 50;
      for (const [id, { at, fn }] of [...this.#timers]) {
        if (at <= this.#now && this.#timers.delete(id)) fn();
      }
      for (let n = 0; n < 4; n++) await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

let uninstall = (): void => {};
beforeEach(() => {
  uninstall = installWebRtc();
});
afterEach(() => uninstall());

async function started(stream: FakeStream) {
  const forwarder = new FakeForwarder();
  const ended: string[] = [];
  const troubles: [string, CastoError | null][] = [];
  const source = new LoopbackEncoder(forwarder as unknown as ForwarderClient, {
    last: new LastPicture(),
    iceServers: () => [],
    onEnded: (kinds) => ended.push(kinds.join('+')),
    onTrouble: (what, error) => troubles.push([what, error]),
  });
  await source.start(stream.stream);
  await forwarder.pass(100);
  const [video, audio] = FakeConnection.made[0]!.senders;
  return { source, forwarder, ended, troubles, video: video!, audio: audio! };
}

const both = () => {
  const [video, audio] = [new FakeTrack('video'), new FakeTrack('audio')];
  return { video, audio, stream: new FakeStream([video, audio]) };
};

test('tracks that end together are told as one', async () => {
  for (const way of ['end', 'stop'] as const) {
    const { video, audio, stream } = both();
    const { source, forwarder, ended } = await started(stream);
    ended.length = 0;
    video[way]();
    audio[way]();
    await forwarder.pass(3_000);
    assert.deepEqual(ended, ['video+audio']);
    source.close();
  }
});

test('what has ended is told as it is: in part, whole, in another order, and taken back', async () => {
  const { video, audio, stream } = both();
  const { source, forwarder, ended } = await started(stream);
  ended.length = 0;
  audio.end();
  await forwarder.pass(1_000);
  video.end();
  await forwarder.pass(1_000);
  stream.addTrack(new FakeTrack('video'));
  await forwarder.pass(1_000);
  assert.deepEqual(ended, ['audio', 'video+audio', 'audio'], 'the sound is still over');
  stream.removeTrack(audio);
  await forwarder.pass(1_000);
  assert.equal(ended.at(-1), '', 'what was taken out was meant to go');
  source.close();
});

test('a source that is ended already is told, and another stream takes it back at once', async () => {
  const { audio, stream } = both();
  audio.stop();
  const { source, forwarder, ended } = await started(stream);
  await forwarder.pass(200);
  assert.equal(ended.at(-1), 'audio');
  await source.replaceStream(both().stream.stream);
  assert.equal(ended.at(-1), '');
  await source.replaceStream(new FakeStream([new FakeTrack('video')]).stream);
  await forwarder.pass(1_000);
  assert.equal(ended.at(-1), '', 'one without sound never had any');
  source.close();
  const { length } = ended;
  await forwarder.pass(3_000);
  assert.equal(ended.length, length);
});

test('a track that is refused is told, tried again, and taken back; the other kind is not held up', async () => {
  const { stream } = both();
  const { source, forwarder, troubles, video, audio } = await started(stream);
  troubles.length = 0;
  video.refuses = new Error('InvalidModificationError');
  const next = both();
  const rejected = await source.replaceStream(next.stream.stream).catch((error) => error);
  assert.deepEqual([rejected.code, rejected.fatal], ['no-media', false]);
  assert.match(rejected.message, /video track .*InvalidModificationError/);
  assert.deepEqual(troubles, [['track', rejected]], 'the same error');
  assert.equal(audio.track, next.audio);
  await forwarder.pass(5_000);
  assert.ok(troubles.length >= 3, 'tried again');
  video.refuses = null;
  await forwarder.pass(3_000);
  assert.equal(video.track, next.video);
  assert.deepEqual(troubles.at(-1), ['track', null]);
  const { length } = troubles;
  await forwarder.pass(10_000);
  assert.equal(troubles.length, length, 'and then no more');
  source.close();
});

test('a track that comes by itself and is refused rejects nothing that nobody awaits', async () => {
  const { stream } = both();
  const { source, forwarder, troubles, video } = await started(stream);
  const unhandled: unknown[] = [];
  const note = (reason: unknown): unknown => unhandled.push(reason);
  process.on('unhandledRejection', note);
  try {
    video.refuses = new Error('closed');
    const [old] = stream.getVideoTracks();
    stream.removeTrack(old!);
    const next = new FakeTrack('video');
    stream.addTrack(next);
    source.setSmall(true);
    await forwarder.pass(4_000);
    assert.equal(troubles.at(-1)?.[1]?.code, 'no-media');
    video.refuses = null;
    await forwarder.pass(4_000);
    assert.equal(video.track, next);
  } finally {
    process.off('unhandledRejection', note);
  }
  assert.deepEqual(unhandled, []);
  source.close();
});

test('settings, key frames and tracks go to a sender one at a time', async () => {
  const { stream } = both();
  const { source, forwarder, video } = await started(stream);
  video.set.length = 0;
  forwarder.emit('needKeyFrame', 'full');
  void source.setMaxBitrate(700);
  forwarder.emit('needKeyFrame', 'full');
  void source.replaceStream(both().stream.stream);
  void source.setMaxBitrate(600);
  await forwarder.pass(1_000);
  assert.equal(video.most, 1);
  const rates = video.set.flatMap(({ encodings }) => encodings[0]?.maxBitrate ?? []);
  assert.deepEqual(rates, [700_000, 600_000]);
  source.close();
});

test('the small encoding takes a quarter, and less where a line leaves less, but no less than is of use', async () => {
  const { source, forwarder } = await started(both().stream);
  source.setTaken(800);
  source.limitSmall(100);
  source.setSmall(true);
  await forwarder.pass(100);
  const sender = FakeConnection.made.flatMap(({ senders }) => senders).at(-1)!;
  const rates = (): (number | undefined)[] => [
    ...new Set(sender.set.flatMap(({ encodings }) => encodings[0]?.maxBitrate ?? [])),
  ];
  assert.deepEqual(rates(), [100_000], 'of one that begins as well');
  for (const kbps of [110, 20, 500]) {
    source.limitSmall(kbps);
    await forwarder.pass(100);
  }
  assert.deepEqual(rates(), [100_000, 200_000], 'a small change is none, and half of it is left');
  const { length } = sender.set;
  source.limitSmall(Infinity);
  source.limitSmall(Infinity);
  await forwarder.pass(100);
  assert.equal(sender.set.length, length + 1);
  source.close();
});

test('an encoder that is cut off is told, and taken back', async () => {
  const { stream } = both();
  const { source, forwarder, troubles } = await started(stream);
  const [near, far] = FakeConnection.made;
  const { setTimeout: real } = globalThis;
  const due: (() => void)[] = [];
  globalThis.setTimeout = ((fn: () => void) => due.push(fn)) as never;
  try {
    FakeConnection.cut = true;
    near!.become('failed');
    far!.become('failed');
    for (let n = 0; n < 5; n++) {
      for (const fire of due.splice(0)) fire();
      await forwarder.pass(50);
    }
    assert.deepEqual(
      troubles.filter(([what]) => what === 'encoder').map(([, error]) => error?.code),
      ['no-media'],
    );
    FakeConnection.cut = false;
    for (const fire of due.splice(0)) fire();
    await forwarder.pass(50);
  } finally {
    globalThis.setTimeout = real;
  }
  assert.deepEqual(troubles.at(-1), ['encoder', null]);
  source.close();
});
