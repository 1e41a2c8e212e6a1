import type { Codec } from './codec.js';

export const OPUS: Codec = {
  mimeType: 'audio/opus',
  /** RFC 7587, section 6.1. As music needs it: two channels, 128 kbit/s. */
  stereo: {
    of: /useinbandfec/,
    encoder: 'stereo=1;sprop-stereo=1;maxaveragebitrate=128000',
    decoder: 'stereo=1',
  },
};
