/** The codecs that CASTO knows. Of each kind the first is what a broadcast of this page sends. */
import type { Codec, VideoCodec } from './codec.js';
import { OPUS } from './opus.js';
import { VP8 } from './vp8.js';

export interface Codecs {
  readonly video: readonly [VideoCodec, ...VideoCodec[]];
  readonly audio: readonly [Codec, ...Codec[]];
}

export const CODECS: Codecs = { video: [VP8], audio: [OPUS] };

/** What every link is negotiated for: a kind that the source lacks may come later. */
export const CHANNEL_CODECS = { video: CODECS.video[0], audio: CODECS.audio[0] };
