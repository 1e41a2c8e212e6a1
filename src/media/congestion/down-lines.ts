/**
 * The line of each child that reports what arrives, as the worker sees it: feeds the controllers, and tells what
 * they decide. Children that do not report have none here. Pure: the time is an argument.
 */
import { RateLimiter } from '../../base/rate-limiter.js';
import type { FrameTrailer } from '../frames/frame-trailer.js';
import { ALL_STEPS, stepOf } from '../frames/layers.js';
import { keyOf, parseReport } from './arrival-report.js';
import {
  CongestionController,
  type CongestionDecision,
  type LineRates,
} from './congestion-controller.js';
import { wireBytes } from './upload-limiter.js';

/** Reports a second of one child, and at once: three times what an honest one sends. */
const REPORT_RATE = 50;
const LOOK_MS = 50;
/** What the page shows of a line is renewed this often, whether anything has changed or not. */
const TELL_MS = 1_000;
/** A rate is that of so long a time, at least. */
const RATE_MS = 1_000;
const RATE_GAIN = 0.5;
/** Part of the full encoding that the small one is taken to need before it is measured. */
const SMALL_PART = 0.3;
/** Before the stream was measured. */
const UNKNOWN: LineRates = { steps: [0, 0, 0], low: 0, sound: 0 };

/** What is known and decided of the line to one child. */
export interface LineState extends Omit<CongestionDecision, 'paddingBps' | 'targetBps'> {
  /** Bits per second that the picture of the small encoding may take here; null while nothing limits it. */
  smallBps: number | null;
  /** Bits per second that the line carried when frames queued; null: never seen. */
  carriedBps: number | null;
  /** How long frames queue on the way, ms. */
  lagMs: number;
}

interface Line {
  control: CongestionController;
  state: LineState | null;
  toldAt: number;
}

type Counted = 0 | 1 | 2 | 'low' | 'sound';

export class DownLines {
  readonly #lines = new Map<string, Line>();
  /** One for each link that ever reported, so that stopping and starting gives no new burst. */
  readonly #limits = new Map<string, RateLimiter>();
  #rates: LineRates = UNKNOWN;
  #bytes: Record<Counted, number> = { 0: 0, 1: 0, 2: 0, low: 0, sound: 0 };
  #ratesAt: number | null = null;
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly port: {
      /** The child is sent no more than this from now on. */
      decided(link: string, state: LineState): void;
      tell(link: string, state: LineState): void;
      /** False: it must not be sent. */
      pad(link: string, bytes: number): boolean;
      drop(reason: string): void;
    },
    private readonly now: () => number,
  ) {}

  /** A frame of the stream, of sound (no trailer) or picture: what each choice takes is measured by all of them. */
  released(trailer: FrameTrailer | null, bytes: number): void {
    const counted = trailer === null ? 'sound' : trailer.small ? 'low' : stepOf(trailer);
    this.#bytes[counted] += wireBytes(bytes);
  }

  sent(link: string, trailer: FrameTrailer, bytes: number): void {
    this.#lines.get(link)?.control.sent(keyOf(trailer), bytes, this.now(), trailer.small);
  }

  /** A child's report, as it came. */
  heard(link: string, data: ArrayBuffer): void {
    const now = this.now();
    const limit = this.#limits.get(link) ?? new RateLimiter(REPORT_RATE, REPORT_RATE, this.now);
    this.#limits.set(link, limit);
    const arrived = limit.take() ? parseReport(data) : null;
    if (!arrived) {
      this.port.drop(`arrival report of ${link}: too many, or malformed`);
      return;
    }
    let line = this.#lines.get(link);
    if (!line) {
      line = { control: new CongestionController(this.#rates), state: null, toldAt: now };
      this.#lines.set(link, line);
    }
    for (const { key, at } of arrived) line.control.got(key, at, now);
  }

  /** Highest step of the full encoding that the line carries; all where nothing is known of it, -1 for none. */
  stepOf(link: string): number {
    const state = this.#lines.get(link)?.state;
    return state?.paused ? -1 : (state?.step ?? ALL_STEPS);
  }

  packets(link: string, sent: number, lost: number): void {
    this.#lines.get(link)?.control.packets(sent, lost);
  }

  poll(): void {
    const now = this.now();
    const ms = now - this.#lookedAt;
    if (ms < LOOK_MS) return;
    this.#lookedAt = now;
    this.#measure(now);
    for (const [link, line] of this.#lines) this.#look(link, line, now, ms);
  }

  #look(link: string, line: Line, now: number, ms: number): void {
    const { control } = line;
    const { paddingBps, targetBps, ...decision } = control.look(now);
    const smallBps = targetBps === null ? null : Math.max(0, targetBps - this.#rates.sound);
    const state = { ...decision, smallBps, carriedBps: control.carriedBps, lagMs: control.lagMs };
    const before = line.state;
    line.state = state;
    const padding = Math.round((paddingBps * Math.min(ms, 100)) / 8000);
    if (padding > 0 && !this.port.pad(link, padding)) control.voidProbe(now);
    const changed =
      before?.step !== state.step ||
      before.narrow !== state.narrow ||
      before.paused !== state.paused;
    if (changed) this.port.decided(link, state);
    if (!changed && now - line.toldAt < TELL_MS) return;
    line.toldAt = now;
    this.port.tell(link, state);
  }

  #measure(now: number): void {
    this.#ratesAt ??= now;
    const ms = now - this.#ratesAt;
    if (ms < RATE_MS) return;
    const bytes = this.#bytes;
    // A source that rests tells nothing of what it takes when it goes on.
    if (bytes[0] + bytes.low === 0) {
      this.#ratesAt = now;
      return;
    }
    const bps = (counted: Counted, before: number): number =>
      before + ((bytes[counted] * 8000) / ms - before) * (before > 0 ? RATE_GAIN : 1);
    const { steps, low: lowBefore, sound: soundBefore } = this.#rates;
    const sound = bps('sound', soundBefore);
    const base = bps(0, steps[0] - soundBefore);
    const most = bps(1, steps[1] - steps[0]);
    const all = bps(2, steps[2] - steps[1]);
    const whole = base + most + all;
    this.#rates = {
      steps: [sound + base, sound + base + most, sound + whole],
      low: sound + (bytes.low > 0 ? bps('low', lowBefore - soundBefore) : whole * SMALL_PART),
      sound,
    };
    this.#bytes = { 0: 0, 1: 0, 2: 0, low: 0, sound: 0 };
    this.#ratesAt = now;
    for (const { control } of this.#lines.values()) control.setRates(this.#rates);
  }

  /** What was learned of the line is not true of what comes later. */
  forget(link: string): void {
    this.#lines.delete(link);
  }

  close(link: string): void {
    this.forget(link);
    this.#limits.delete(link);
  }
}
