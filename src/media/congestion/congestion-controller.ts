/**
 * Congestion control of one down link whose frames cannot be re-encoded: which of them to send, and
 * when to try more. Pure: the clock and all figures are arguments, in milliseconds and bytes.
 *
 * The child reports each frame's arrival. A queue on the way makes every frame later than the one before;
 * a frame that was lost and repaired is late alone; a longer route makes all frames late at once and equally.
 * So the lag that counts is the least of the last few frames, above the least of the last minute, and
 * acting on it needs growth. Nothing that was reduced returns without evidence: padding at the missing rate
 * (a probe) that raises no queue.
 */

import { ALL_STEPS } from '../frames/layers.js';
import { FrameLag } from './frame-lag.js';

/** Frames compared: with few packets lost, four in a row that were all repaired are rare. */
const SAMPLES = 4;
/** The same while more than this part of the packets is lost: at a tenth, a frame in four is repaired. */
const LOSSY_SAMPLES = 6;
const LOSSY_PART = 0.03;
/** A queue that grows: frames are this late, each later than the one before, ... */
const GROWING_LAG_MS = 40;
/** ... by this much and the jitter, over all that are compared, the largest rise left out: one may be a repair. */
const GROWTH_MS = 22;
/** ... or by this much over three, which needs no fourth. */
const STEEP_SAMPLES = 3;
const STEEP_GROWTH_MS = 30;
/** Under two frames of 24 a second: only the base is sent while frames are later than this. */
const TIGHT_LAG_MS = 70;
/** The low rendition, for a budget of 200 ms. */
const NARROW_LAG_MS = 180;
/** No queue: frames come as they came before. */
const CLEAR_LAG_MS = 35;
/**
 * Where even the base is too much nothing of the picture is sent while the queue drains, for this many times the lag
 * and within these bounds: until the low rendition runs, the base would lengthen the queue by up to half a second.
 */
const PAUSE_PART = 2;
const PAUSE_MS = [300, 600] as const;
/**
 * After a break in what is sent a key frame and what has waited go at once, on a machine that is busy with a change of
 * parent: what queues then says nothing of the line.
 */
const BREAK_MS = 150;
const SETTLE_MS = 500;
/** The base needs more than the line carries when it needs this part of it. */
const HOPELESS_PART = 0.95;
/** A route changes at once: from nearly clear to its new lag within these frames, then level for this long. */
const SUDDEN_FROM_MS = 20;
const LEVEL_MS = 25;
const ROUTE_MS = 600;
/** A lag that stays level for this long while less is sent, and loses nothing, is no queue either. */
const UNMOVED_MS = 2_000;
/**
 * A queue that others make, as a download does, grows and falls in seconds, whatever is sent here. Less has been sent for
 * this long, and what is later now than at the start of this is later by no more than so much a second: ours would have
 * drained, or grown several times as fast.
 */
const FOREIGN_MS = 2_500;
const FOREIGN_DRIFT = 40;
/** So much more lag is borne each time that sending less was of no use, and half as much growth; halved in this time. */
const FOREIGN_MARGIN_MS = 150;
const LARGEST_MARGIN_MS = 300;
const MARGIN_HALVED_MS = 60_000;
/** Packets over which loss is judged: of fewer, chance makes too much. */
const LOSS_PACKETS = 150;
/** A line that lost packets recently counts as lossy for this many windows. */
const LOSS_WINDOWS = 8;
/** With a queue, and by itself: ten per cent at random stays below the second but once in 30 000 windows. */
const LOSS_WITH_LAG = 0.05;
const LOSS_ALONE = 0.2;
/** Frames are on their way and nothing is reported for this long, beyond the usual round trip. */
const UNHEARD_MS = 800;
/** After less is sent, the queue has this long to shrink before the next means. */
const DRAIN_MS = 400;
/** No probe before the line was clear for this long. */
const CLEAR_MS = 500;
/** A probe sends for this long, or less where the line would queue so much if it were as it was last seen; ... */
const PROBE_MS = 250;
const PROBE_QUEUE_MS = 110;
/** ... two frames must fall into it; ... */
const SHORTEST_PROBE_MS = 110;
/** ... it is judged this long after its end. */
const PROBE_TAIL_MS = 250;
/** Probes ask for this much more than is needed. */
const PROBE_HEADROOM = 1.1;
/** A probe has found a queue when two frames are this much later than before it, or all compared this much. */
const PROBE_LAG_MS = 40;
const PROBE_RISE_MS = 20;
/** Pause after a probe that found a queue; the next is twice as long, up to the longest. */
const PROBE_PAUSE_MS = 1_000;
const LONGEST_PROBE_PAUSE_MS = 3_500;
/** A return that lasts this long was right; one that did not doubles the pause beyond the longest. */
const PROVEN_MS = 10_000;
const LONGEST_HOLD_MS = 30_000;
/** Padding is no frame: what queues so soon after a probe does not tell what the line carries. */
const PADDED_MS = 1_000;
/** Share of a new measurement: frames of different layers differ in size. */
const CARRIED_GAIN = 0.4;
/** Parts of what the line carries: while a queue drains, and once it has. */
const DRAIN_PART = 0.6;
const STEADY_PART = 0.85;
/** A frame this much older than one that came is no longer waited for. */
const GIVEN_UP_MS = 500;
/** Frames remembered until they are reported. */
const MAX_PENDING = 256;

/** Bits per second that each choice takes, sound with it. */
export interface LineRates {
  /** All of the full encoding up to each step. */
  steps: readonly [base: number, most: number, all: number];
  /** The low rendition. */
  low: number;
  /** What of each is sound. */
  sound: number;
}

export interface CongestionDecision {
  /** Highest step of the full encoding that is passed on. */
  step: number;
  /** The low rendition is passed on instead. */
  narrow: boolean;
  /** Nothing of the full encoding is passed on at present. */
  paused: boolean;
  /** Bits per second that the low rendition may take here; null while nothing is known to limit it. */
  targetBps: number | null;
  /** Bits per second of padding to send now, 0 for none. */
  paddingBps: number;
  /** Why anything is left out; null when nothing is. */
  because: 'queue' | 'loss' | 'unheard' | null;
}

interface Sent {
  at: number;
  bytes: number;
}

interface Probe {
  since: number;
  bps: number;
  ms: number;
  lagMs: number;
  endedAt: number | null;
}

export class CongestionController {
  /** Bits per second that the line carried while frames queued; null when it was never seen to. */
  carriedBps: number | null = null;
  #step: number = ALL_STEPS;
  #narrow = false;
  #pausedUntil = Number.NEGATIVE_INFINITY;
  #sentAt = Number.NEGATIVE_INFINITY;
  #settledAt = Number.NEGATIVE_INFINITY;
  #because: CongestionDecision['because'] = null;
  readonly #pending = new Map<number, Sent>();
  /** The newest frame was one of the low rendition. */
  #small = false;
  readonly #frames = new FrameLag(LOSSY_SAMPLES);
  #heardAt: number | null = null;
  #roundTripMs = 0;
  #changedAt = Number.NEGATIVE_INFINITY;
  #clearSince: number | null = null;
  /** Since when the lag has been level, and between which ways; `sudden`: it came at once. */
  #level: { since: number; low: number; high: number; sudden: boolean } | null = null;
  #grew = false;
  /** The lag was small a few frames ago. */
  #wasClear = true;
  #lags: number[] = [];
  /** Since less was sent and the line had its time to drain: how late frames were, ms. */
  #reducedLags: { at: number; lag: number }[] = [];
  #margin = { ms: 0, at: 0 };
  #probe: Probe | null = null;
  #probeAfter = 0;
  #paddedUntil = 0;
  #pauseMs = PROBE_PAUSE_MS;
  #raisedAt: number | null = null;
  /** Counters when the last window began. */
  #loss: { sent: number; lost: number } | null = null;
  #lossPart = 0;
  /** The worst of the last windows. */
  #lossParts: number[] = [];
  #lossNew = false;

  constructor(private rates: LineRates) {}

  /** What the choices take by the newest measurement. */
  setRates(rates: LineRates): void {
    this.rates = rates;
  }

  /** How much later frames come than they could, ms. */
  get lagMs(): number {
    return this.#lag();
  }

  /** A frame was handed to the connection. */
  sent(key: number, bytes: number, now: number, small = false): void {
    this.#small = small;
    if (now - this.#sentAt > BREAK_MS) this.#settledAt = now + SETTLE_MS;
    this.#sentAt = now;
    this.#pending.set(key, { at: now, bytes });
    if (this.#pending.size > MAX_PENDING) {
      this.#pending.delete(this.#pending.keys().next().value!);
    }
  }

  /** The child had all of the frame at `at` by its own clock; told here `now`. */
  got(key: number, at: number, now: number): void {
    const sent = this.#pending.get(key);
    // Unknown, told twice, or so old that nobody remembers it: the network may say anything.
    if (!sent || !Number.isFinite(at)) return;
    this.#pending.delete(key);
    for (const [older, { at: sentAt }] of this.#pending) {
      if (sentAt > sent.at - GIVEN_UP_MS) break;
      this.#pending.delete(older);
    }
    this.#heardAt = now;
    this.#roundTripMs = Math.min(2000, now - sent.at);
    this.#frames.arrived({ at, bytes: sent.bytes, way: at - sent.at }, now);
    this.#judge(now, sent.at);
  }

  /** Counters of the connection: packets sent so far, and missed by the child. */
  packets(sent: number, lost: number): void {
    if (!this.#loss || sent < this.#loss.sent) this.#loss = { sent, lost };
    const all = sent - this.#loss.sent;
    if (all < LOSS_PACKETS) return;
    this.#lossPart = Math.max(0, lost - this.#loss.lost) / all;
    this.#lossParts = [...this.#lossParts.slice(1 - LOSS_WINDOWS), this.#lossPart];
    this.#lossNew = true;
    this.#loss = { sent, lost };
  }

  /** To be called every 50 ms or so. */
  look(now: number): CongestionDecision {
    const oldest = this.#pending.values().next().value;
    const waits = oldest ? now - Math.max(oldest.at, this.#heardAt ?? oldest.at) : 0;
    if (waits > UNHEARD_MS + this.#roundTripMs) this.#reduce('unheard', now);
    if (this.#lossNew) this.#judgeLoss(now);
    this.#mayRaise(now);
    const lag = this.#lag();
    return {
      step: this.#step,
      narrow: this.#narrow,
      paused: this.#narrow && !this.#small && now < this.#pausedUntil,
      targetBps:
        this.#narrow && this.carriedBps !== null
          ? this.carriedBps * (lag > CLEAR_LAG_MS ? DRAIN_PART : STEADY_PART)
          : null,
      paddingBps: this.#probe && this.#probe.endedAt === null ? this.#probe.bps : 0,
      because: this.#step < ALL_STEPS || this.#narrow ? this.#because : null,
    };
  }

  /** How many frames are compared. */
  #samples(): number {
    return Math.max(0, ...this.#lossParts) > LOSSY_PART ? LOSSY_SAMPLES : SAMPLES;
  }

  /** Least lag of the last frames; 0 before there are as many. */
  #lag(samples = this.#samples()): number {
    return this.#frames.lag(samples);
  }

  #grows(now: number): boolean {
    const all = this.#samples();
    const margin = this.#marginAt(now);
    const grows = (samples: number, growth: number): boolean =>
      this.#lag(samples) > GROWING_LAG_MS &&
      this.#frames.growth(samples) >= growth + this.#frames.jitterBefore(samples) + margin / 4;
    return grows(all, GROWTH_MS) || (all === SAMPLES && grows(STEEP_SAMPLES, STEEP_GROWTH_MS));
  }

  #judge(now: number, sentAt: number): void {
    const lag = this.#lag();
    const grows = this.#grows(now);
    const margin = this.#marginAt(now);
    if (this.#probe) {
      // A queue that the probe made is no news of what is sent.
      const before = this.#probe.lagMs;
      const margin = this.#marginAt(now) / 2;
      if (this.#lag(2) > before + PROBE_LAG_MS + margin || lag > before + PROBE_RISE_MS + margin)
        this.#failProbe(now);
      return;
    }
    if (sentAt < this.#settledAt && this.#step === ALL_STEPS) return;
    const tight = grows || (lag > TIGHT_LAG_MS + margin && this.#grew);
    if (tight && now >= this.#paddedUntil) this.#measure();
    if (grows) this.#grew = true;
    // The least of several frames follows a jump when all of them are behind it, so by their number later.
    this.#lags.push(lag);
    if (this.#lags.length > SAMPLES) this.#lags.shift();
    this.#wasClear = this.#lags.some((each) => each <= SUDDEN_FROM_MS);
    if (this.#isRoute(lag, now) || this.#isForeign(lag, now)) return;
    if (lag <= CLEAR_LAG_MS) this.#grew = false;
    if (lag <= CLEAR_LAG_MS + margin) this.#clearSince ??= now;
    else this.#clearSince = null;
    if (tight) {
      this.#reduce('queue', now, (grows && this.#hopeless()) || lag > NARROW_LAG_MS + margin);
    }
  }

  #hopeless(): boolean {
    return this.carriedBps !== null && this.rates.steps[0] > this.carriedBps * HOPELESS_PART;
  }

  #measure(): void {
    // An even number of intervals has as many frames of the base as of the layers above.
    const bps = this.#frames.carriedBps(
      this.#grew ? LOSSY_SAMPLES - 1 : STEEP_SAMPLES,
      this.rates.sound,
    );
    if (bps === null) return;
    this.carriedBps =
      this.carriedBps === null ? bps : this.carriedBps + (bps - this.carriedBps) * CARRIED_GAIN;
  }

  /**
   * A lag that came at once and then stays level is a longer route, and so is one that stays while less is
   * sent: what is usual begins again.
   */
  #isRoute(lag: number, now: number): boolean {
    if (lag <= CLEAR_LAG_MS) {
      this.#level = null;
      return false;
    }
    const floor = lag + this.#frames.usual;
    const level = this.#level;
    if (!level || Math.max(level.high, floor) - Math.min(level.low, floor) > LEVEL_MS) {
      const sudden = !level && !this.#grew && this.#wasClear;
      this.#level = { since: now, low: floor, high: floor, sudden };
      if (!sudden) this.#grew = true;
      return false;
    }
    level.low = Math.min(level.low, floor);
    level.high = Math.max(level.high, floor);
    const lasts = now - Math.max(level.since, level.sudden ? 0 : this.#changedAt);
    // A queue that is full is as level, and loses as much, but is longer.
    const whole = this.#lossPart <= (lag < TIGHT_LAG_MS ? LOSS_ALONE : LOSS_WITH_LAG);
    const unmoved = this.#step === 0 && whole && lasts >= UNMOVED_MS;
    if (!(level.sudden && lasts >= ROUTE_MS) && !unmoved) return false;
    this.#frames.rebase(level.low, now);
    this.#level = null;
    return true;
  }

  /** Sending less was of no use: what is usual is what others leave, and more of their ups and downs are borne. */
  #isForeign(lag: number, now: number): boolean {
    const reduced = this.#step === 0 && now - this.#changedAt >= DRAIN_MS;
    if (!reduced || lag <= CLEAR_LAG_MS + this.#marginAt(now)) {
      this.#reducedLags = [];
      return false;
    }
    this.#reducedLags.push({ at: now, lag });
    const since = now - FOREIGN_MS;
    if (this.#reducedLags[0]!.at > since) return false;
    this.#reducedLags = this.#reducedLags.filter(({ at }) => at >= since);
    const half = this.#reducedLags.length >> 1;
    const mean = (some: { lag: number }[]): number =>
      some.reduce((sum, each) => sum + each.lag, 0) / some.length;
    const drift = mean(this.#reducedLags.slice(half)) - mean(this.#reducedLags.slice(0, half));
    const whole = this.#lossPart <= LOSS_WITH_LAG;
    if (!whole || Math.abs(drift) > (FOREIGN_DRIFT * FOREIGN_MS) / 2000) return false;
    this.#frames.rebase(
      Math.min(...this.#reducedLags.map((each) => each.lag)) + this.#frames.usual,
      now,
    );
    this.#margin = {
      ms: Math.min(LARGEST_MARGIN_MS, this.#marginAt(now) + FOREIGN_MARGIN_MS),
      at: now,
    };
    this.#reducedLags = [];
    this.#level = null;
    this.#grew = false;
    // The pause was for a return that failed by what was sent here.
    this.#pauseMs = PROBE_PAUSE_MS;
    return true;
  }

  #marginAt(now: number): number {
    return this.#margin.ms * 0.5 ** ((now - this.#margin.at) / MARGIN_HALVED_MS);
  }

  #judgeLoss(now: number): void {
    this.#lossNew = false;
    // Where a download fills the queue, a few are lost each time that it is full.
    const queued = this.#lag() > CLEAR_LAG_MS + this.#marginAt(now) && this.#grew;
    if (this.#lossPart > LOSS_ALONE || (queued && this.#lossPart > LOSS_WITH_LAG)) {
      this.#reduce('loss', now, this.#step === 0);
    }
  }

  /** Base only, or the low rendition: at once when that is all that fits, else after the base had its time. */
  #reduce(because: NonNullable<CongestionDecision['because']>, now: number, narrow = false): void {
    this.#clearSince = null;
    const reduced = this.#step < ALL_STEPS || this.#narrow;
    if (!reduced && because !== 'unheard') this.#judgeRaise(now);
    if (
      narrow &&
      !this.#narrow &&
      (this.#hopeless() || now - this.#changedAt > DRAIN_MS || !reduced)
    ) {
      this.#narrow = true;
      this.#pause(now);
    } else if (this.#step === 0) return;
    this.#step = 0;
    this.#because = because;
    this.#changedAt = now;
    this.#probeAfter = Math.max(this.#probeAfter, now + this.#pauseMs);
  }

  #pause(now: number): void {
    const [least, most] = PAUSE_MS;
    this.#pausedUntil = now + Math.min(most, Math.max(least, this.#lag() * PAUSE_PART));
  }

  /** A return that did not last makes the next one wait. */
  #judgeRaise(now: number): void {
    const proven = this.#raisedAt === null || now - this.#raisedAt > PROVEN_MS;
    this.#pauseMs = proven ? PROBE_PAUSE_MS : Math.min(LONGEST_HOLD_MS, this.#pauseMs * 2);
    this.#raisedAt = null;
  }

  /** The padding that was asked for must not be sent. */
  voidProbe(now: number): void {
    if (this.#probe) this.#failProbe(now);
  }

  #failProbe(now: number): void {
    this.#probe = null;
    this.#clearSince = null;
    this.#probeAfter = now + this.#pauseMs;
    this.#pauseMs = Math.max(this.#pauseMs, Math.min(LONGEST_PROBE_PAUSE_MS, this.#pauseMs * 2));
  }

  #newProbe(now: number): Probe {
    const { steps, low } = this.rates;
    const sends = this.#narrow ? low : steps[0];
    const bps = Math.max(0, steps[ALL_STEPS] - sends) * PROBE_HEADROOM;
    const carried = this.carriedBps ?? Infinity;
    const queues = (sends + bps) / carried - 1;
    const ms =
      queues > 0
        ? Math.min(PROBE_MS, Math.max(SHORTEST_PROBE_MS, PROBE_QUEUE_MS / queues))
        : PROBE_MS;
    return { since: now, bps, ms, lagMs: Math.max(0, this.#lag()), endedAt: null };
  }

  #mayRaise(now: number): void {
    if (this.#step === ALL_STEPS && !this.#narrow) return;
    const probe = this.#probe;
    if (!probe) {
      const clear = this.#clearSince !== null && now - this.#clearSince >= CLEAR_MS;
      if (!clear || now < this.#probeAfter) return;
      this.#probe = this.#newProbe(now);
      this.#paddedUntil = now + this.#probe.ms + PADDED_MS;
    } else if (probe.endedAt === null) {
      if (now - probe.since >= probe.ms) probe.endedAt = now;
    } else if (now - probe.endedAt >= PROBE_TAIL_MS + this.#roundTripMs) {
      this.#probe = null;
      this.#step = ALL_STEPS;
      this.#narrow = false;
      this.#because = null;
      this.carriedBps = null;
      this.#paddedUntil = now;
      this.#grew = false;
      this.#changedAt = now;
      this.#raisedAt = now;
    }
  }
}
