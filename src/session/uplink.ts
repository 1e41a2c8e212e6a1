/**
 * Keeps what this page gives within what its links carry and its author allows: measures the stream
 * and each served child's link, decides which frames each child gets and how many children may come.
 */
import { createLog } from '../log.js';
import { LayerControl } from '../media/layer-control.js';
import type { Link, LinkQuality } from '../media/link.js';
import { LinkHealth } from '../media/link-health.js';
import { ALL_STEPS } from '../media/sinks.js';
import type { WorkerStats } from '../media/worker-messages.js';
import { RateWindow } from './rate-window.js';
import type { TreeSession } from './tree-session.js';
import { childrenWithin, type StreamRates, shareOut } from './upload-plan.js';
import { WireCheck } from './wire-check.js';

const log = createLog('session:uplink');

const INTERVAL_MS = 1_000;
/** A congested link is taken to carry this part of the whole stream. */
const CONGESTED_PART = 0.7;
/** Congested for so many looks although it gets the base only: the child had better go elsewhere. */
const SLOW_LOOKS = 3;

export interface UplinkOptions {
  /** Children fed at most, whatever the upload allows. */
  maxChildren(): number;
  /** What may leave this page altogether, kbit/s on the wire; undefined: no limit. */
  maxUploadKbps(): number | undefined;
}

interface Edge {
  control: LayerControl;
  health: LinkHealth;
  /** Looks in a row at which even the base was too much. */
  slow: number;
  /** The last `quality` told to the child. */
  told: string;
}

export class Uplink {
  readonly #edges = new Map<string, Edge>();
  readonly #rates = new RateWindow();
  readonly #wire = new WireCheck();
  #offered: number | null = null;
  #working = false;
  #cancel = (): void => {};
  #closed = false;

  constructor(
    private readonly session: TreeSession,
    private readonly options: UplinkOptions,
  ) {
    this.#offered = this.capacity;
    this.#limit();
    this.#schedule();
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
    const { capacity } = this;
    if (capacity === this.#offered) return;
    this.#offered = capacity;
    this.session.tree.setCapacity(capacity);
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
      const served = this.session.served();
      this.#forget(served);
      const reports = await Promise.all(
        served.map(async (link) => (link.closed ? null : await link.pc.getStats())),
      );
      if (this.#closed) return;
      const rates = this.#rates.now;
      if (rates) this.#adapt(served, reports, rates, now);
      this.#account(stats, reports, now);
      this.#offer();
    } finally {
      this.#working = false;
    }
  }

  #forget(served: Link[]): void {
    for (const id of this.#edges.keys()) {
      if (served.some((link) => link.id === id)) continue;
      this.#edges.delete(id);
      // Served again it begins with all frames; the worker must not remember the old limit.
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
    const whole = rates.steps.reduce((sum, bps) => sum + bps, 0);
    for (const [i, link] of served.entries()) {
      const report = reports[i];
      // A link that re-encodes adapts by its own encoder.
      if (!report || link.closed || link.way === 'transcode') continue;
      const edge = this.#edgeOf(link);
      const congested = edge.health.congested(report);
      const share = shares[i]!;
      const available = Math.min(congested ? whole * CONGESTED_PART : Infinity, share);
      const before = edge.control.max;
      if (edge.control.update(available, rates.steps, now)) {
        log(`${link.id}: steps up to ${edge.control.max}${congested ? ', congested' : ''}`);
        this.session.forwarder.post({ type: 'steps', link: link.id, max: edge.control.max });
      }
      edge.slow = congested && before === 0 ? edge.slow + 1 : 0;
      const limited = edge.control.max < ALL_STEPS;
      this.#tell(link, edge, {
        step: edge.control.max as LinkQuality['step'],
        by: limited ? (congested || share === Infinity ? 'link' : 'upload') : null,
        slow: edge.slow >= SLOW_LOOKS,
      });
    }
  }

  #edgeOf(link: Link): Edge {
    const edge = this.#edges.get(link.id) ?? {
      control: new LayerControl(),
      health: new LinkHealth(),
      slow: 0,
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
    if (link.send(text)) edge.told = text;
  }

  #account(stats: WorkerStats, reports: (RTCStatsReport | null)[], now: number): void {
    if (this.options.maxUploadKbps() === undefined) return;
    this.#wire.look(stats.uploaded, reports, now);
    this.#limit();
  }

  #limit(): void {
    const kbps = this.options.maxUploadKbps();
    const bps =
      kbps === undefined || !Number.isFinite(kbps) ? null : (kbps * 1000) / this.#wire.factor;
    this.session.forwarder.post({ type: 'upload', bps });
  }

  close(): void {
    this.#closed = true;
    this.#cancel();
    this.#edges.clear();
  }
}
