/**
 * Failure detector of one parent link: how far what arrives lets the parent be believed alive. Pure: what
 * happens and the time come as arguments, in milliseconds.
 *
 * A fixed limit takes a line with bursts of loss for dead again and again, or finds a death on a quiet line
 * too late. So silence is judged against the link's own arrivals, as in the detectors of Chen (IEEE
 * Transactions on Computers 51(5), 2002) and Hayashibara (phi-accrual, SRDS 2004). Gaps between frames have
 * a long tail, which no mean and spread of all of them describe; mean and spread of the longest gap of each
 * half second do.
 */

export type Health = 'live' | 'late' | 'silent' | 'unresponsive' | 'dead';

/** Every limit of the detector in one place. */
export const FAILURE_DETECTOR = {
  /**
   * No frame for this long on a line that is quiet by itself, and this much more for each hop, so that those
   * nearer to a death notice it first: see "How soon silence is a death" in docs/resilience.md.
   */
  late: { afterMs: 70, perHopMs: 20, spreads: 4 },
  silent: { afterMs: 120, perHopMs: 30, spreads: 6 },
  /**
   * A source that rests is told by `idle` every 100 to 150 ms, through the main thread of each hop. One may come
   * from a relay that is only late itself; from this many in a row on the source rests.
   */
  resting: { notes: 2, late: 400, silent: 700 },
  /** So many frames in a row with an `idle` before each: a slow source, whose first `idle` takes 100 to 125 ms. */
  slow: { frames: 2, late: 200, silent: 300 },
  /** The limits above were measured with round trips of one busy machine in them: only more than that is added. */
  ownRttMs: 60,
  /** However regular its gaps are, a link is late at this part of its limit for silence. */
  lateOfSilent: 0.75,
  /** Hops beyond these add nothing. */
  hops: 8,
  /** Half seconds whose longest gaps are remembered, i.e. 20 s; and how many make a habit. */
  blockMs: 500,
  blocks: 40,
  fewestBlocks: 4,
  /** Until then: this many times the longest gap. */
  firstGaps: 2,
  /** However irregular a link is, no limit grows beyond this multiple of its quiet one. */
  growth: 2.5,
  /** Packets that still come show that the path is there: silence then takes this multiple. */
  packetsGrowth: 2,
  /** A side that is there answers a ping within this, plus twice the round trip. */
  answerMs: 800,
  /** Pings in a row without an answer; ICE takes twelve seconds to say the same of a killed page. */
  unanswered: 3,
  /** Nothing of any kind for this long. */
  nothingMs: 6_000,
} as const;

export interface FailureDetectorOptions {
  now: number;
  /** Hops from the broadcaster. */
  depth: number;
  /** Told of each change, once. */
  changed?(from: Health, to: Health, why: string): void;
}

export class FailureDetector {
  #health: Health = 'live';
  #depth: number;
  readonly #changed: NonNullable<FailureDetectorOptions['changed']>;
  #frameAt: number;
  /** Newest sign of any kind: frame, packet or answer. */
  #signAt: number;
  #packetAt = Number.NEGATIVE_INFINITY;
  #packets = 0;
  #askedAt: number | null = null;
  #unanswered = 0;
  #rttMs = 0;
  /** `idle` since the last frame. */
  #notes = 0;
  /** Frames in a row that came after an `idle`. */
  #slowFrames = 0;
  #blockSince: number;
  #blockMs = 0;
  /** Longest gaps of the half seconds gone by. */
  #gaps: number[] = [];

  constructor({ now, depth, changed = () => {} }: FailureDetectorOptions) {
    this.#depth = depth;
    this.#changed = changed;
    this.#frameAt = now;
    this.#signAt = now;
    this.#blockSince = now;
  }

  get health(): Health {
    return this.#health;
  }

  /** The same link as one that was never heard before: what it was like may no longer be so. */
  anew(now: number): FailureDetector {
    const fresh = new FailureDetector({ now, depth: this.#depth, changed: this.#changed });
    fresh.place(this.#depth, this.#rttMs);
    return fresh;
  }

  /** Where this page is, and how far its parent. */
  place(depth: number, rttMs: number): void {
    this.#depth = depth;
    this.#rttMs = rttMs;
  }

  /** Since the last frame, or news that none is due, ms. */
  gapMs(now: number): number {
    return now - this.#frameAt;
  }

  /** A frame of either kind arrived. */
  frame(now: number): void {
    this.#slowFrames = this.#notes > 0 ? this.#slowFrames + 1 : 0;
    if (this.#notes === 0) this.#learn(now - this.#frameAt, now);
    this.#notes = 0;
    this.#frameAt = now;
    this.#sign(now);
    this.check(now);
  }

  /** What the transport says that it received so far, in bytes or packets. */
  packets(total: number, now: number): void {
    if (total > this.#packets) {
      this.#packetAt = now;
      this.#sign(now);
    }
    this.#packets = total;
    this.check(now);
  }

  /** A ping was sent. */
  asked(now: number): void {
    this.#askedAt ??= now;
    this.#unanswered++;
    this.check(now);
  }

  /** A ping was answered. */
  answered(rttMs: number, now: number): void {
    this.#rttMs = rttMs;
    this.#sign(now);
    this.check(now);
  }

  /** The parent says that its source rests: no frame is due, but this word again. */
  rests(now: number): void {
    this.#notes++;
    this.#frameAt = now;
    this.#sign(now);
    this.check(now);
  }

  /** Nothing ran here for so long: a sleeping computer or a frozen page hears nobody. */
  stoodStill(ms: number, now: number): void {
    this.#frameAt = Math.min(now, this.#frameAt + ms);
    this.#signAt = Math.min(now, this.#signAt + ms);
    this.#blockSince = Math.min(now, this.#blockSince + ms);
    if (this.#askedAt !== null) this.#askedAt = Math.min(now, this.#askedAt + ms);
    this.check(now);
  }

  /** The connection ended. */
  closed(why: string): void {
    this.#become('dead', why);
  }

  /** To be called when the time of {@link next} has come, or more often. */
  check(now: number): Health {
    if (this.#health === 'dead') return 'dead';
    const [health, why] = this.#judge(now);
    this.#become(health, why);
    return this.#health;
  }

  /** When time alone may change something, or null. */
  next(now: number): number | null {
    if (this.#health === 'dead') return null;
    const times = [
      this.#signAt + FAILURE_DETECTOR.nothingMs,
      ...(this.#askedAt === null ? [] : [this.#askedAt + this.#answerMs]),
      this.#frameAt + this.#dueMs('late'),
      this.#frameAt + this.#dueMs('silent'),
    ].filter((at) => at > now);
    return times.length > 0 ? Math.min(...times) : null;
  }

  /** Time without a frame from which this link is late or silent. */
  limitMs(what: 'late' | 'silent'): number {
    const { afterMs, perHopMs, spreads } = FAILURE_DETECTOR[what];
    const quiet = afterMs + perHopMs * Math.min(FAILURE_DETECTOR.hops, Math.max(0, this.#depth));
    // What was lost comes a round trip later.
    const usual = this.#usualMs(spreads) + this.#rttMs;
    const farther = Math.max(0, this.#rttMs - FAILURE_DETECTOR.ownRttMs);
    const limit = Math.min(quiet * FAILURE_DETECTOR.growth, Math.max(quiet + farther, usual));
    if (what === 'silent') return limit;
    return Math.min(limit, this.limitMs('silent') * FAILURE_DETECTOR.lateOfSilent);
  }

  #dueMs(what: 'late' | 'silent'): number {
    const limit = this.limitMs(what);
    if (this.#notes >= FAILURE_DETECTOR.resting.notes)
      return Math.max(limit, FAILURE_DETECTOR.resting[what]);
    if (this.#slowFrames >= FAILURE_DETECTOR.slow.frames)
      return Math.max(limit, FAILURE_DETECTOR.slow[what]);
    const there = what === 'silent' && this.#packetAt > this.#frameAt;
    return there ? limit * FAILURE_DETECTOR.packetsGrowth : limit;
  }

  get #answerMs(): number {
    return FAILURE_DETECTOR.answerMs + 2 * this.#rttMs;
  }

  /** Mean of the longest gaps plus this many standard deviations; 0 before there are enough. */
  #usualMs(spreads: number): number {
    const { length } = this.#gaps;
    if (length < FAILURE_DETECTOR.fewestBlocks) {
      return FAILURE_DETECTOR.firstGaps * Math.max(0, this.#blockMs, ...this.#gaps);
    }
    const mean = this.#gaps.reduce((sum, gap) => sum + gap, 0) / length;
    const variance = this.#gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / length;
    return mean + spreads * Math.sqrt(variance);
  }

  #learn(gapMs: number, now: number): void {
    // One long break is no habit: more than a limit can be tells nothing.
    const { afterMs } = FAILURE_DETECTOR.silent;
    this.#blockMs = Math.max(this.#blockMs, Math.min(gapMs, afterMs * FAILURE_DETECTOR.growth));
    if (now - this.#blockSince < FAILURE_DETECTOR.blockMs) return;
    this.#gaps.push(this.#blockMs);
    if (this.#gaps.length > FAILURE_DETECTOR.blocks) this.#gaps.shift();
    this.#blockSince = now;
    this.#blockMs = 0;
  }

  #sign(now: number): void {
    this.#signAt = now;
    this.#askedAt = null;
    this.#unanswered = 0;
  }

  #judge(now: number): [Health, string] {
    const nothing = now - this.#signAt;
    if (this.#unanswered >= FAILURE_DETECTOR.unanswered && this.#late(now)) {
      return ['dead', `${this.#unanswered} pings unanswered`];
    }
    if (nothing >= FAILURE_DETECTOR.nothingMs)
      return ['dead', `nothing for ${Math.round(nothing)} ms`];
    if (this.#late(now)) return ['unresponsive', `no answer for ${Math.round(nothing)} ms`];
    const gap = now - this.#frameAt;
    if (gap >= this.#dueMs('silent')) return ['silent', `no frame for ${Math.round(gap)} ms`];
    if (gap >= this.#dueMs('late')) return ['late', `no frame for ${Math.round(gap)} ms`];
    return ['live', 'frames come'];
  }

  /** A ping waits for its answer for longer than one takes. */
  #late(now: number): boolean {
    return this.#askedAt !== null && now - this.#askedAt >= this.#answerMs;
  }

  #become(health: Health, why: string): void {
    const from = this.#health;
    if (from === health || from === 'dead') return;
    this.#health = health;
    this.#changed(from, health, why);
  }
}
