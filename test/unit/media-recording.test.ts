/** What a recording of encoded frames is made of: places in the file, sizes of pictures, the file itself. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BlobFile } from '../../src/media/blob-file.js';
import { fitsFile } from '../../src/media/encoded-feed.js';
import { FileClock } from '../../src/media/file-clock.js';
import { vp8Size } from '../../src/media/vp8.js';

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

const keyFrame = (width: number, height: number): Uint8Array => {
  const bytes = new Uint8Array([0x10, 0, 0, 0x9d, 0x01, 0x2a, 0, 0, 0, 0, 7]);
  const view = new DataView(bytes.buffer);
  // The upper two bits are a scale.
  view.setUint16(6, width | 0x4000, true);
  view.setUint16(8, height, true);
  return bytes;
};

test('a VP8 key frame says its size, anything else says none', () => {
  assert.deepEqual(vp8Size(keyFrame(1280, 718).buffer as ArrayBuffer), {
    width: 1280,
    height: 718,
  });
  const delta = keyFrame(1280, 718);
  delta[0] = 0x11;
  assert.equal(vp8Size(delta.buffer as ArrayBuffer), null);
  const broken = keyFrame(1280, 718);
  broken[3] = 0;
  assert.equal(vp8Size(broken.buffer as ArrayBuffer), null);
  assert.equal(vp8Size(new ArrayBuffer(5)), null);
});

test('only what a WebM file takes as it is, is kept as it is', () => {
  const feed = (video: string | null, audio: string | null) => ({
    codecs: { video, audio },
    listen: () => () => {},
  });
  assert.equal(fitsFile(feed('video/VP8', 'audio/opus')), true);
  assert.equal(fitsFile(feed('video/VP8', null)), true);
  assert.equal(fitsFile(feed(null, 'audio/opus')), false);
  assert.equal(fitsFile(feed('video/H264', 'audio/opus')), false);
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
