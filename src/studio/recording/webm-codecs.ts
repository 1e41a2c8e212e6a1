/** How a WebM file holds a codec as it is. What is not here is re-encoded by the browser's own recorder. */
import { CHANNEL_CODECS } from '../../media/frames/codecs/index.js';

export interface PictureSize {
  width: number;
  height: number;
}

interface WebmVideo {
  readonly name: 'vp8' | 'vp9' | 'av1';
  /** Width and height, or null when it is no key frame. */
  sizeOf(frame: ArrayBuffer): PictureSize | null;
}

interface WebmAudio {
  readonly name: 'opus' | 'vorbis';
  /** A packet of it, as long as those that WebRTC makes. */
  readonly silence: Uint8Array;
  config(): AudioDecoderConfig;
}

export const WEBM_VP8: WebmVideo = {
  name: 'vp8',
  /** RFC 6386, section 9.1. */
  sizeOf(frame) {
    if (frame.byteLength < 10) return null;
    const view = new DataView(frame);
    const isKey = (view.getUint8(0) & 1) === 0;
    const begins = view.getUint8(3) === 0x9d && view.getUint16(4) === 0x012a;
    if (!isKey || !begins) return null;
    // Two bits of each are a scale that nobody uses.
    return { width: view.getUint16(6, true) & 0x3fff, height: view.getUint16(8, true) & 0x3fff };
  },
};

const FORMAT = { codec: 'opus', numberOfChannels: 2, sampleRate: 48_000 } as const;
/** What a decoder leaves out at the beginning, samples: libopus' own delay. */
const PRE_SKIP = 312;

const WEBM_OPUS: WebmAudio = {
  name: 'opus',
  /** 20 ms, full band. */
  silence: new Uint8Array([0xf8, 0xff, 0xfe]),
  config() {
    // RFC 7845, section 5.1
    const head = new Uint8Array(19);
    head.set(new TextEncoder().encode('OpusHead'));
    const view = new DataView(head.buffer);
    view.setUint8(8, 1);
    view.setUint8(9, FORMAT.numberOfChannels);
    view.setUint16(10, PRE_SKIP, true);
    view.setUint32(12, FORMAT.sampleRate, true);
    return { ...FORMAT, description: head };
  },
};

const VIDEO: Record<string, WebmVideo | undefined> = { 'video/VP8': WEBM_VP8 };
const AUDIO: Record<string, WebmAudio | undefined> = { 'audio/opus': WEBM_OPUS };

/** As in `video/VP8`; null for a kind that the source lacks. */
interface Names {
  video: string | null;
  audio: string | null;
}
export interface FileCodecs {
  video: WebmVideo;
  /** Without sound: what it would be. */
  audio: WebmAudio;
}

/** Null where a file cannot take frames of these codecs as they are. */
export function fileCodecs(codecs: Names): FileCodecs | null {
  const video = VIDEO[codecs.video ?? ''];
  const audio = AUDIO[codecs.audio ?? CHANNEL_CODECS.audio.mimeType];
  return video && audio ? { video, audio } : null;
}

export const fitsFile = (codecs: Names): boolean => fileCodecs(codecs) !== null;
