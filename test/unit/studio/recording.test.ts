/** What a recording of encoded frames is made of: places in the file, sizes of pictures, the file itself. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BlobFile } from '../../../src/studio/recording/blob-file.js';
import { FileClock } from '../../../src/studio/recording/file-clock.js';
import { fitsFile, WEBM_VP8 } from '../../../src/studio/recording/webm-codecs.js';

test('the file begins with the first picture that needs no other', () => {
  const clock = new FileClock();
  assert.equal(clock.place('audio', 1000, false), null);
  assert.equal(clock.place('video', 1010, false), null);
  assert.equal(clock.place('video', 1040, true), 0);
  assert.equal(clock.place('audio', 1030, false), null, 'captured before it');
  assert.equal(clock.place('audio', 1050, false), 0.01);
  assert.equal(clock.place('video', 1073, false), 0.033);
});

test('capture times go on across 2^32 ms', () => {
  const clock = new FileClock();
  assert.equal(clock.place('video', 2 ** 32 - 10, true), 0);
  assert.equal(clock.place('video', 23, false), 0.033);
});

test('pictures never share a place, whatever their stamps say', () => {
  const clock = new FileClock();
  const places = [100, 100, 99, 133].map((at) => clock.place('video', at, true));
  assert.deepEqual(places.slice(0, 2), [0, 0.001]);
  assert.equal(places[2], null, 'before the beginning');
  assert.equal(places[3], 0.033);
});

test('sound is without a seam while its stamps jitter, and stands where it belongs after a pause', () => {
  const clock = new FileClock();
  clock.place('video', 0, true);
  const at = [0, 21, 38, 65, 79].map((ms) => clock.place('audio', ms, false)!);
  for (const [i, place] of at.entries()) assert.ok(Math.abs(place - i * 0.02) < 1e-9, `${at}`);
  assert.equal(clock.place('audio', 500, false), 0.5);
  assert.ok(Math.abs(clock.place('audio', 515, false)! - 0.52) < 1e-9);
});

/**
 * An hour of sound and pictures, stamped by a clock against which the sound card is off by this part.
 * `jitterMs` is the most that a stamp of sound is late.
 */
function* hour(off: number, jitterMs = 0, seconds = 3600) {
  const clock = new FileClock();
  clock.place('video', 0, true);
  let picture = 1;
  const packets = seconds / 0.02;
  for (let i = 1; i < packets; i++) {
    const at = (i * 20) / (1 + off);
    for (; picture * 33.3 <= at; picture++) {
      const stamp = Math.round(picture * 33.3);
      yield { kind: 'video', at: stamp, place: clock.place('video', stamp, false)! } as const;
    }
    // Neither random nor in step with anything.
    const late = ((i * 7919) % 97) * (jitterMs / 96);
    yield {
      kind: 'audio',
      at,
      place: clock.place('audio', Math.round(at + late), false)!,
    } as const;
    assert.deepEqual(clock.takeSilence(), [], 'no hole');
  }
}

for (const off of [0.005, -0.005, 0.0001, 0, 0.01]) {
  for (const jitterMs of [0, 40]) {
    test(`sound and picture are in step for an hour: clock ${off * 100} % off, ${jitterMs} ms jitter`, () => {
      let sound: { at: number; place: number } | null = null;
      let picture = -1;
      let packets = 0;
      let worst = 0;
      for (const { kind, at, place } of hour(off, jitterMs)) {
        if (kind === 'audio') {
          if (sound) assert.ok(Math.abs(place - sound.place - 0.02) < 1e-6, 'a hole or an overlap');
          sound = { at, place };
          packets++;
          continue;
        }
        assert.ok(place > picture);
        picture = place;
        // Where the sound of the moment of this picture stands.
        if (sound) worst = Math.max(worst, Math.abs(sound.place + (at - sound.at) / 1000 - place));
      }
      assert.ok(packets > 170_000);
      assert.ok(worst <= 0.04, `${Math.round(worst * 1000)} ms out of step`);
    });
  }
}

test('where the sound was away there is silence, packet after packet, before it is back', () => {
  const clock = new FileClock();
  const soundAt: number[] = [];
  const place = (kind: 'video' | 'audio', ms: number): number => {
    const at = clock.place(kind, ms, kind === 'video')!;
    const silence = clock.takeSilence();
    soundAt.push(...silence);
    if (kind === 'audio') soundAt.push(at);
    else
      assert.ok((soundAt.at(-1) ?? 0) > at - 0.55, `at ${at} the sound ends at ${soundAt.at(-1)}`);
    return at;
  };
  for (let ms = 0; ms < 9000; ms += 20) {
    if (ms % 40 === 0) place('video', ms);
    // Away from 2 s to 7 s, and for a moment at 8 s.
    if ((ms >= 1000 && ms < 2000) || (ms >= 7000 && (ms < 8000 || ms >= 8200))) place('audio', ms);
  }
  for (const [i, at] of soundAt.entries()) assert.ok(Math.abs(at - i * 0.02) < 1e-6, `${at}`);
  assert.ok(soundAt.length > 440);
  const mute = new FileClock(false);
  for (let ms = 0; ms < 9000; ms += 40) mute.place('video', ms, true);
  assert.deepEqual(mute.takeSilence(), [], 'a file without sound needs none');
});

const keyFrame = (width: number, height: number): Uint8Array => {
  const bytes = new Uint8Array([0x10, 0, 0, 0x9d, 0x01, 0x2a, 0, 0, 0, 0, 7]);
  const view = new DataView(bytes.buffer);
  // The upper two bits are a scale.
  view.setUint16(6, width | 0x4000, true);
  view.setUint16(8, height, true);
  return bytes;
};

const { sizeOf } = WEBM_VP8;

test('a VP8 key frame says its size, anything else says none', () => {
  assert.deepEqual(sizeOf(keyFrame(1280, 718).buffer as ArrayBuffer), {
    width: 1280,
    height: 718,
  });
  const delta = keyFrame(1280, 718);
  delta[0] = 0x11;
  assert.equal(sizeOf(delta.buffer as ArrayBuffer), null);
  const broken = keyFrame(1280, 718);
  broken[3] = 0;
  assert.equal(sizeOf(broken.buffer as ArrayBuffer), null);
  assert.equal(sizeOf(new ArrayBuffer(5)), null);
});

test('only what a WebM file takes as it is, is kept as it is', () => {
  const codecs = (video: string | null, audio: string | null) => ({ video, audio });
  assert.equal(fitsFile(codecs('video/VP8', 'audio/opus')), true);
  assert.equal(fitsFile(codecs('video/VP8', null)), true);
  assert.equal(fitsFile(codecs(null, 'audio/opus')), false);
  assert.equal(fitsFile(codecs('video/H264', 'audio/opus')), false);
});

test('a file in pieces is what a file would be', async () => {
  const write = fc.record({
    at: fc.nat(40),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 12 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(write, { maxLength: 25 }), async (writes) => {
      const ours = new BlobFile();
      let plain: number[] = [];
      for (const { at, bytes } of writes) {
        const position = Math.min(at, plain.length);
        ours.write(new Blob([bytes]), position);
        plain = [...plain.slice(0, position), ...bytes, ...plain.slice(position + bytes.length)];
      }
      const whole = ours.whole('video/webm');
      assert.equal(whole.type, 'video/webm');
      assert.deepEqual([...new Uint8Array(await whole.arrayBuffer())], plain);
    }),
  );
});
