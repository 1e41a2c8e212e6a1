/**
 * What the worker sees of the frames of `up` links, in words of the overlay: they flow, are late, have
 * caught up, or are silent.
 */
import { Emitter } from '../events.js';
import { createLog } from '../log.js';
import type { Kind } from '../media/encoded-frames.js';
import type { ForwarderClient } from '../media/forwarder-client.js';
import type { Link } from '../media/link.js';
import { lateAfterMs, silentAfterMs } from '../overlay/timing.js';

const log = createLog('session:arrivals');

const DECODE_POLL_MS = 15;
const DECODE_PATIENCE_MS = 2_000;

export interface ArrivalsEvents {
  /** A frame of this link was decoded: there is a picture to show. */
  decoded: Link;
  /** The next frame of this link is overdue. */
  late: Link;
  caughtUp: Link;
  silent: { link: Link; ms: number };
}

export interface ArrivalsOptions {
  forwarder: ForwarderClient;
  links: ReadonlyMap<string, Link>;
  /** Hops between the broadcaster and this peer. */
  depth(): number;
  /** Whether the channel has a picture at all. */
  hasVideo(): boolean;
}

export class Arrivals extends Emitter<ArrivalsEvents> {
  /** Frames that a link had decoded when media was asked for on it. */
  readonly #decodedBefore = new Map<string, Promise<number>>();
  readonly #options: ArrivalsOptions;
  #closed = false;

  constructor(options: ArrivalsOptions) {
    super();
    this.#options = options;
    const { forwarder, links } = options;
    const known = (id: string, tell: (link: Link) => void): void => {
      const link = links.get(id);
      if (link) tell(link);
    };
    forwarder.on('flowing', ({ link, kind }) => known(link, (each) => this.#flows(each, kind)));
    forwarder.on('suspect', ({ link }) => known(link, (each) => this.emit('late', each)));
    forwarder.on('resumed', ({ link }) => known(link, (each) => this.emit('caughtUp', each)));
    forwarder.on('silent', ({ link, ms }) =>
      known(link, (each) => this.emit('silent', { link: each, ms })),
    );
  }

  /** A standby may have been fed before: only what comes from now on tells that it flows. */
  expect(link: Link): void {
    this.#options.forwarder.post({ type: 'expect', link: link.id });
    this.#decodedBefore.set(link.id, framesDecoded(link));
  }

  #flows(link: Link, kind: Kind): void {
    log(`${kind} of ${link.id} flows`);
    const depth = this.#options.depth();
    const [suspectMs, afterMs] = [lateAfterMs(depth), silentAfterMs(depth)];
    this.#options.forwarder.post({ type: 'watch', link: link.id, afterMs, suspectMs });
    if (kind === 'video' || !link.tracks.video || !this.#options.hasVideo()) {
      void this.whenDecoded(link);
    }
  }

  /** A frame in the decoder is not yet a picture: the switch waits for the first decoded one. */
  async whenDecoded(link: Link): Promise<void> {
    const until = performance.now() + DECODE_PATIENCE_MS;
    const before = (await this.#decodedBefore.get(link.id)) ?? 0;
    while (!link.closed && performance.now() < until && this.#options.hasVideo()) {
      if ((await framesDecoded(link)) > before) break;
      // In the worker's time: a hidden relay's children wait for this as well.
      await new Promise<void>((resolve) =>
        this.#options.forwarder.setTimer(DECODE_POLL_MS, resolve),
      );
    }
    if (link.closed || this.#closed) return;
    log(`${link.id} decoded`);
    this.emit('decoded', link);
  }

  linkClosed(link: Link): void {
    this.#decodedBefore.delete(link.id);
  }

  close(): void {
    this.#closed = true;
    this.#decodedBefore.clear();
    this.removeAllListeners();
  }
}

async function framesDecoded(link: Link): Promise<number> {
  for (const report of (await link.pc.getStats()).values()) {
    if (report.type === 'inbound-rtp' && report.kind === 'video') return report.framesDecoded ?? 0;
  }
  return 0;
}
