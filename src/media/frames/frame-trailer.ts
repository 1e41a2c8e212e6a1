/**
 * The trailer that the broadcaster appends to every encoded frame and that the last receiver strips.
 *
 * Every byte has its high bit set, so no H.264 start code (00 00 01) can appear and no byte is a
 * trailing zero that a packetizer may trim. 14 bytes, 7 payload bits each, most significant first:
 *
 * | bytes | field |
 * |---|---|
 * | 5 | capture time: the broadcaster's Unix milliseconds modulo 2^32 |
 * | 4 | sequence number of this kind, modulo 2^28 |
 * | 1 | distance to the frame this one needs (0: needs none), at most 127 |
 * | 1 | temporal layer (bits 0-1), key frame (bit 2), capture time estimated (bit 3), sync (bit 4), the
 *       small encoding (bit 5) |
 * | 1 | stream: drawn again by each encoder, so two encodings are never mixed |
 * | 2 | magic 0xCA 0xD7 |
 */
/** The broadcaster's encodings: as captured, and half as wide and high for lines that carry less. */
export type Encoding = 'full' | 'small';

export interface FrameTrailer {
  /** Unix ms modulo 2^32, the broadcaster's clock. */
  captureMs: number;
  sequence: number;
  /** How many sequence numbers back the needed frame is; 0 needs none. */
  needs: number;
  temporalLayer: number;
  key: boolean;
  /** True when an edge above transcodes and the capture time is only this side's guess. */
  estimated: boolean;
  /** A frame of an upper layer that refers to lower layers only: here a child may take it up again. */
  sync: boolean;
  /** Of the small encoding. */
  small: boolean;
  stream: number;
}

export const TRAILER_BYTES = 14;
export const SEQUENCE_MODULO = 2 ** 28;
const CAPTURE_MODULO = 2 ** 32;
const MAGIC_0 = 0xca;
const MAGIC_1 = 0xd7;

function put(bytes: Uint8Array, at: number, count: number, value: number): void {
  for (let i = count - 1; i >= 0; i--) {
    bytes[at + i] = 0x80 | (value % 128);
    value = Math.floor(value / 128);
  }
}

function get(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let i = 0; i < count; i++) value = value * 128 + (bytes[at + i]! & 0x7f);
  return value;
}

/** A new buffer: the frame's bytes, then the trailer. */
export function appendTrailer(frame: ArrayBuffer, trailer: FrameTrailer): ArrayBuffer {
  const out = new Uint8Array(frame.byteLength + TRAILER_BYTES);
  out.set(new Uint8Array(frame));
  const at = frame.byteLength;
  put(out, at, 5, ((trailer.captureMs % CAPTURE_MODULO) + CAPTURE_MODULO) % CAPTURE_MODULO);
  put(out, at + 5, 4, trailer.sequence);
  put(out, at + 9, 1, Math.min(trailer.needs, 127));
  const flags =
    (trailer.key ? 4 : 0) |
    (trailer.estimated ? 8 : 0) |
    (trailer.sync ? 16 : 0) |
    (trailer.small ? 32 : 0);
  put(out, at + 10, 1, (trailer.temporalLayer & 3) | flags);
  put(out, at + 11, 1, trailer.stream);
  out[at + 12] = MAGIC_0;
  out[at + 13] = MAGIC_1;
  return out.buffer;
}

/** The trailer at the end of a frame, or null when there is none. */
export function readTrailer(frame: ArrayBuffer): FrameTrailer | null {
  const at = frame.byteLength - TRAILER_BYTES;
  if (at < 0) return null;
  const bytes = new Uint8Array(frame, at, TRAILER_BYTES);
  if (bytes[12] !== MAGIC_0 || bytes[13] !== MAGIC_1) return null;
  for (let i = 0; i < 12; i++) if (bytes[i]! < 0x80) return null;
  const flags = get(bytes, 10, 1);
  return {
    captureMs: get(bytes, 0, 5) % CAPTURE_MODULO,
    sequence: get(bytes, 5, 4),
    needs: get(bytes, 9, 1),
    temporalLayer: flags & 3,
    key: (flags & 4) !== 0,
    estimated: (flags & 8) !== 0,
    sync: (flags & 16) !== 0,
    small: (flags & 32) !== 0,
    stream: get(bytes, 11, 1),
  };
}

export const encodingOf = (trailer: FrameTrailer): Encoding => (trailer.small ? 'small' : 'full');

/** The frame's own bytes, without its trailer. */
export function stripTrailer(frame: ArrayBuffer): ArrayBuffer {
  return frame.slice(0, Math.max(0, frame.byteLength - TRAILER_BYTES));
}

/** a - b on the sequence circle: positive when a is newer. */
export function sequenceDistance(a: number, b: number): number {
  const raw = (a - b + SEQUENCE_MODULO) % SEQUENCE_MODULO;
  return raw >= SEQUENCE_MODULO / 2 ? raw - SEQUENCE_MODULO : raw;
}

/** Milliseconds from a trailer's capture time to `nowMs` (Unix ms on the broadcaster's clock). */
export function ageOf(captureMs: number, nowMs: number): number {
  const raw =
    (((Math.floor(nowMs) % CAPTURE_MODULO) - captureMs + CAPTURE_MODULO) % CAPTURE_MODULO) +
    (nowMs - Math.floor(nowMs));
  return raw >= CAPTURE_MODULO / 2 ? raw - CAPTURE_MODULO : raw;
}
