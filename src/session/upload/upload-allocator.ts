/**
 * Keeps what this page gives within what its links carry and its author allows: measures the stream
 * and each served child's link, decides which frames each child gets and how many children may come.
 */

import { createLog } from '../../base/log.js';
import { traitsOf } from '../../base/relay-ways.js';
import type { LineState } from '../../media/congestion/down-lines.js';
import { ALL_STEPS } from '../../media/frames/layers.js';
import type { Link, LinkQuality } from '../../media/link/link.js';
import type { WorkerStats } from '../../media/worker-client/worker-messages.js';
import type { TreeSession } from '../peer/tree-session.js';
import { childrenWithin, type StreamRates, shareOut, wholeOf } from './allocation.js';
import { standbysFor } from './capacity.js';
import { ChildPolicy } from './child-policy.js';
import { CongestionDetector } from './congestion-detector.js';
import { OverheadEstimator } from './overhead-estimator.js';
import { RateMonitor } from './rate-monitor.js';

const log = createLog('session:upload');

const INTERVAL_MS = 1_000;
/** Part of `max-upload` that frames may use: what else a page sends is seen a look too late. */
const SPENT_PART = 0.95;

export interface UploadAllocatorOptions {
  /** Children fed at most, whatever the upload allows. */
  maxChildren(): number;
  /** What may leave this page altogether, kbit/s on the wire; undefined: no limit. */
  maxUploadKbps(): number | undefined;
  /** Told the most that the full encoding took recently, bits per second on the wire, sound with it. */
  onRate?(bps: number): void;
  /** Told what the narrowest line to a child here leaves to the small encoding, bits per second; null: no limit. */
  onSmallLimit?(bps: number | null): void;
}

const EVERYTHING: LinkQuality = { step: ALL_STEPS, small: false, by: null, slow: false };

/** What keeps a child from getting everything. */
function limitOf(policy: ChildPolicy, congested: boolean, shareBps: number): LinkQuality['by'] {
  if (policy.chosen && policy.step === ALL_STEPS) return 'choice';
  return congested || policy.small || shareBps === Infinity ? 'link' : 'upload';
}

interface Edge {
  policy: ChildPolicy;
  health: CongestionDetector;
  /** What the worker was told last. */
  step: number;
  /** The last `quality` told to the child. */
  told: string;
}

export class UploadAllocator {
  readonly #edges = new Map<string, Edge>();
  readonly #rates = new RateMonitor();
  readonly #small = new RateMonitor();
  readonly #wire = new OverheadEstimator();
  #offered = '';
  #working = false;
  #cancel = (): void => {};
  #unlisten = (): void => {};
  #closed = false;

  constructor(
    private readonly session: TreeSession,
    private readonly options: UploadAllocatorOptions,
  ) {
    this.#offered = this.#room.join();
    this.#limit();
    this.#schedule();
    this.#unlisten = session.forwarder.on('line', ({ link: id, line }) => {
      const link = session.links.get(id);
      if (link) this.#lineSaid(link, line);
    });
  }

  /** Children this page may feed now. */
  get capacity(): number {
    const { maxChildren, maxUploadKbps } = this.options;
    const fed = this.session.served().length;
    return childrenWithin(maxChildren(), maxUploadKbps(), this.#rates.peak, fed);
  }

  /** The author changed a limit. */
  apply(): void {
    this.#limit();
    this.#offer();
  }

  #offer(): void {
    const room = this.#room;
    if (room.join() === this.#offered) return;
    this.#offered = room.join();
    this.session.tree.setCapacity(...room);
  }

  /** Children fed, and standbys held: these as many as the author allows, they cost next to nothing. */
  get #room(): [children: number, standbys: number] {
    return [this.capacity, standbysFor(this.options.maxChildren())];
  }

  /** In the worker's time: a hidden tab's own timers are slowed down. */
  #schedule(): void {
    if (this.#closed) return;
    this.#cancel = this.session.forwarder.setTimer(INTERVAL_MS, () => {
      void this.#look().finally(() => this.#schedule());
    });
  }

  async #look(): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    try {
      const stats = await this.session.forwarder.stats();
      const now = performance.now();
      this.#rates.add(now, stats.released);
      this.#small.add(now, stats.releasedSmall);
      const served = this.session.served();
      this.#forget(served);
      const reports = await Promise.all(
        served.map(async (link) => (link.closed ? null : await link.pc.getStats())),
      );
      if (this.#closed) return;
      const rates = this.#rates.now;
      if (rates) this.#adapt(served, reports, rates, now);
      if (this.#rates.peak) this.options.onRate?.(wholeOf(this.#rates.peak.steps));
      this.#account(stats, reports, now);
      this.#offer();
    } finally {
      this.#working = false;
    }
  }

  #forget(served: Link[]): void {
    for (const [id, edge] of this.#edges) {
      if (served.some((link) => link.id === id)) continue;
      const link = this.session.links.get(id);
      if (link) {
        link.line = null;
        this.session.encodings.give(link, false);
        this.#tell(link, edge, EVERYTHING);
      }
      this.#edges.delete(id);
      this.#limitSmall(served);
      // Served again it begins with all frames; the worker must not remember the old limits.
      this.session.forwarder.post({ type: 'steps', link: id, max: ALL_STEPS });
    }
  }

  #adapt(
    served: Link[],
    reports: (RTCStatsReport | null)[],
    rates: StreamRates,
    now: number,
  ): void {
    const shares = shareOut(this.options.maxUploadKbps(), rates, served.length);
    for (const [i, link] of served.entries()) {
      const report = reports[i];
      if (!report) continue;
      this.#count(link, report);
      this.#give(link, report, shares[i]!, rates, now);
    }
  }

  /** What the worker cannot see of the connection. */
  #count(link: Link, report: RTCStatsReport): void {
    if (!link.line) return;
    let [sent, lost] = [0, 0];
    for (const { kind, type, packetsSent = 0, packetsLost = 0 } of report.values()) {
      if (kind !== 'video') continue;
      if (type === 'outbound-rtp') sent += packetsSent;
      if (type === 'remote-inbound-rtp') lost += packetsLost;
    }
    this.session.forwarder.post({ type: 'packets', link: link.id, sent, lost });
  }

  #give(
    link: Link,
    report: RTCStatsReport | null,
    shareBps: number,
    rates: StreamRates,
    now: number,
  ): void {
    // A link that re-encodes adapts by its own encoder.
    if (link.closed || traitsOf(link.way).reencodes) return;
    const { encodings } = this.session;
    const edge = this.#edgeOf(link);
    const { policy } = edge;
    const { line } = link;
    const congested = line ? line.because !== null : !!report && edge.health.congested(report);
    policy.look({
      now,
      congested,
      carriedBps: edge.health.carriedBps,
      shareBps,
      full: rates.steps,
      small: this.#small.now?.steps ?? null,
      canSmall: encodings.possible,
      choice: link.choice,
      line,
    });
    encodings.give(link, policy.small);
    if (policy.allowed !== edge.step) {
      edge.step = policy.allowed;
      this.session.forwarder.post({ type: 'steps', link: link.id, max: edge.step });
    }
    const limited = policy.step < ALL_STEPS || policy.small;
    this.#tell(link, edge, {
      step: policy.step as LinkQuality['step'],
      small: policy.small,
      by: limited ? limitOf(policy, congested, shareBps) : null,
      slow: policy.slow,
    });
  }

  /** The controller's word on a child's line. A change of encoding waits for no look. */
  #lineSaid(link: Link, line: LineState): void {
    const served = this.session.served();
    const at = served.indexOf(link);
    const before = link.line;
    if (log.enabled) log(`${link.id}: line ${JSON.stringify(line)}`);
    const rates = this.#rates.now;
    if (at < 0) return;
    link.line = line;
    this.#limitSmall(served);
    if (!rates || (before?.narrow === line.narrow && before.step === line.step)) return;
    const shares = shareOut(this.options.maxUploadKbps(), rates, served.length);
    this.#give(link, null, shares[at]!, rates, performance.now());
  }

  #limitSmall(served: Link[]): void {
    const limits = served.flatMap(({ line, quality }) => (quality?.small && line?.smallBps) || []);
    this.options.onSmallLimit?.(limits.length > 0 ? Math.min(...limits) : null);
  }

  #edgeOf(link: Link): Edge {
    const edge = this.#edges.get(link.id) ?? {
      policy: new ChildPolicy(),
      health: new CongestionDetector(),
      step: ALL_STEPS,
      told: '',
    };
    this.#edges.set(link.id, edge);
    return edge;
  }

  /** The child learns what it gets and why, so that it can show it and look for a better parent. */
  #tell(link: Link, edge: Edge, quality: LinkQuality): void {
    link.quality = quality;
    const text = JSON.stringify({ t: 'quality', ...quality });
    // A child whose picture is whole from the start need not be told.
    if (edge.told === text || (edge.told === '' && quality.by === null && !quality.slow)) return;
    if (!link.send(text)) return;
    edge.told = text;
    log(`${link.id}: ${text}`);
  }

  #account(stats: WorkerStats, reports: (RTCStatsReport | null)[], now: number): void {
    if (this.options.maxUploadKbps() === undefined) return;
    this.#wire.look(stats.uploaded, reports, now);
    this.#limit();
  }

  #limit(): void {
    const kbps = this.options.maxUploadKbps();
    const bps =
      kbps === undefined || !Number.isFinite(kbps)
        ? null
        : (kbps * 1000 * SPENT_PART) / this.#wire.factor;
    this.session.forwarder.post({ type: 'upload', bps });
  }

  close(): void {
    this.#closed = true;
    this.#cancel();
    this.#unlisten();
    this.#edges.clear();
  }
}
