/**
 * What a child tells its parent of the frames that arrived: binary, small, and told more than once, since the
 * channel that carries it repairs nothing. Entries of 12 bytes: key (4), arrival in ms by the child's clock (8).
 */
import { type FrameTrailer, SEQUENCE_MODULO } from '../frames/frame-trailer.js';

/** A report leaves at most this often: a queue is met within 300 ms, and the way back stays free. */
const REPORT_MS = 60;
/** Frames in a report: at 30 a second each is told twice or more. */
const ENTRIES = 6;
const ENTRY_BYTES = 12;
export const MAX_REPORT_BYTES = ENTRIES * ENTRY_BYTES;

export interface Arrived {
  key: number;
  /** ms, the child's clock. */
  at: number;
}

/** Names a video frame on its link: the encodings are numbered apart. */
export const keyOf = ({ sequence, small }: FrameTrailer): number => sequence * 2 + (small ? 1 : 0);

/** Null: no report. */
export function parseReport(data: ArrayBuffer): Arrived[] | null {
  const { byteLength } = data;
  if (byteLength === 0 || byteLength > MAX_REPORT_BYTES || byteLength % ENTRY_BYTES) return null;
  const view = new DataView(data);
  const all: Arrived[] = [];
  for (let at = 0; at < byteLength; at += ENTRY_BYTES) {
    const entry = { key: view.getUint32(at), at: view.getFloat64(at + 4) };
    if (entry.key >= 2 * SEQUENCE_MODULO || !(entry.at >= 0 && entry.at < 2 ** 50)) return null;
    all.push(entry);
  }
  return all;
}

/** The child's side of one link. */
export class ArrivalReporter {
  readonly #newest: Arrived[] = [];
  #untold = false;
  #toldAt = Number.NEGATIVE_INFINITY;

  /** A frame is here; returns the report that is due now, if one is. */
  arrived(trailer: FrameTrailer, now: number): ArrayBuffer | null {
    this.#newest.push({ key: keyOf(trailer), at: now });
    if (this.#newest.length > ENTRIES) this.#newest.shift();
    this.#untold = true;
    return this.due(now);
  }

  /** The report that is due now: what came last before a rest waits for no other frame. */
  due(now: number): ArrayBuffer | null {
    if (!this.#untold || now - this.#toldAt < REPORT_MS) return null;
    this.#untold = false;
    this.#toldAt = now;
    const view = new DataView(new ArrayBuffer(this.#newest.length * ENTRY_BYTES));
    for (const [i, { key, at }] of this.#newest.entries()) {
      view.setUint32(i * ENTRY_BYTES, key);
      view.setFloat64(i * ENTRY_BYTES + 4, at);
    }
    return view.buffer;
  }
}
