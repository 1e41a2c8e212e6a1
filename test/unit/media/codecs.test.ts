import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { fillerFrame } from '../../../src/media/forwarding/filler-frame.js';
import type { VideoCodec } from '../../../src/media/frames/codecs/codec.js';
import { CHANNEL_CODECS, CODECS, type Codecs } from '../../../src/media/frames/codecs/index.js';
import { receivable } from '../../../src/media/link/decoders.js';
import { values } from './media-helpers.js';

/** What a new codec has to bring: this, and its line in the list. */
const NEW: VideoCodec = {
  mimeType: 'video/NEW',
  variant: /mode=1/,
  filler: '00ff',
  scalability: { full: 'L1T3', small: 'L1T1' },
};
const MORE: Codecs = { ...CODECS, video: [...CODECS.video, NEW] };

afterEach(() => {
  Reflect.deleteProperty(globalThis, 'RTCRtpReceiver');
});

test('a broadcast sends VP8 and Opus, the first of the list', () => {
  assert.equal(CHANNEL_CODECS.video.mimeType, 'video/VP8');
  assert.equal(CHANNEL_CODECS.audio.mimeType, 'audio/opus');
  assert.deepEqual(CHANNEL_CODECS.video.scalability, { full: 'L1T2', small: 'L1T1' });
});

test('a codec brings its filler frame', () => {
  const { video, audio } = CHANNEL_CODECS;
  assert.equal(fillerFrame(video, 'video/vp8')?.byteLength, 27);
  assert.deepEqual(values(fillerFrame(NEW, 'video/new')!), [0, 255]);
  assert.equal(fillerFrame(NEW, 'video/VP8'), null);
  assert.equal(fillerFrame(audio, 'audio/opus'), null);
  assert.equal(fillerFrame(video, undefined), null);
});

test('a codec says which of its variants are meant', () => {
  const codecs = [
    { mimeType: 'video/VP8' },
    { mimeType: 'video/new', sdpFmtpLine: 'mode=0' },
    { mimeType: 'video/new', sdpFmtpLine: 'mode=1' },
    { mimeType: 'video/new' },
  ];
  Object.assign(globalThis, { RTCRtpReceiver: { getCapabilities: () => ({ codecs }) } });
  assert.deepEqual(receivable('video/NEW', MORE), [codecs[2]]);
  assert.deepEqual(receivable('video/VP8', MORE), [codecs[0]]);
  assert.equal(receivable('video/NEW').length, 3);
});
