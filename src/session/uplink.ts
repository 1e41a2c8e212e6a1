/**
 * Keeps what this page gives within what its links carry and its author allows: measures each
 * served child's link and decides how many temporal layers it gets.
 */
import { createLog } from '../log.js';
import { ALL_LAYERS, LayerControl } from '../media/layer-control.js';
import type { Link } from '../media/link.js';
import { LinkHealth } from '../media/link-health.js';
import type { TreeSession } from './tree-session.js';

const log = createLog('session:uplink');

const INTERVAL_MS = 1_000;
/** A congested link is taken to carry this part of what it was given. */
const CONGESTED_PART = 0.7;
/** Rates are taken over this many looks. */
const RATE_LOOKS = 4;
/** Part of `max-upload` planned with: packet headers and key frames come on top. */
const PLANNED_PART = 0.92;
/** RTP, SRTP, UDP and IP headers on packets of this stream, measured about 4 %. */
const OVERHEAD = 1.04;

export class Uplink {
  readonly #edges = new Map<string, { control: LayerControl; health: LinkHealth }>();
  readonly #timer: ReturnType<typeof setInterval>;
  /** Looks of the last seconds, oldest first: a single key frame must not count as the rate. */
  readonly #looks: { at: number; bytes: readonly number[] }[] = [];
  #working = false;

  /** @param maxUploadKbps what may leave this page altogether, or undefined for no limit */
  constructor(
    private readonly session: TreeSession,
    private readonly maxUploadKbps: () => number | undefined,
  ) {
    this.#timer = setInterval(() => void this.#look(), INTERVAL_MS);
  }

  async #look(): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    try {
      const { released } = await this.session.forwarder.stats();
      const now = performance.now();
      const last = this.#looks[0];
      this.#looks.push({ at: now, bytes: released });
      if (this.#looks.length > RATE_LOOKS) this.#looks.shift();
      const served = this.session.served();
      for (const id of this.#edges.keys()) {
        if (served.some((link) => link.id === id)) continue;
        this.#edges.delete(id);
        // Served again it begins with all layers; the worker must not remember the old limit.
        this.session.forwarder.post({ type: 'layers', link: id, max: ALL_LAYERS });
      }
      if (!last || served.length === 0) return;
      const seconds = (now - last.at) / 1000;
      const layers = released.map((bytes, i) =>
        Math.max(0, (((bytes - (last.bytes[i] ?? 0)) * 8) / seconds) * OVERHEAD),
      );
      const kbps = this.maxUploadKbps();
      const share = kbps === undefined ? Infinity : (kbps * 1000 * PLANNED_PART) / served.length;
      for (const link of served) await this.#adapt(link, layers, share, now);
    } finally {
      this.#working = false;
    }
  }

  async #adapt(link: Link, layers: number[], share: number, now: number): Promise<void> {
    // A link that re-encodes adapts by its own encoder.
    if (link.closed || link.way === 'transcode') return;
    const edge = this.#edges.get(link.id) ?? {
      control: new LayerControl(),
      health: new LinkHealth(),
    };
    this.#edges.set(link.id, edge);
    const { control, health } = edge;
    const congested = health.congested(await link.pc.getStats());
    const needed = layers.reduce((sum, bps) => sum + bps, 0);
    const available = Math.min(congested ? needed * CONGESTED_PART : Infinity, share);
    if (!control.update(available, layers, now)) return;
    log(`${link.id}: layers up to ${control.max}, ${Math.round(available / 1000)} kbit/s`);
    this.session.forwarder.post({ type: 'layers', link: link.id, max: control.max });
  }

  close(): void {
    clearInterval(this.#timer);
    this.#edges.clear();
  }
}
