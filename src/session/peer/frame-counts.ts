/**
 * Counts the frames of links where no worker sees them: in browsers without `RTCRtpScriptTransform`. There the
 * connection's own counters are all that tells frames from silence; a track's `unmute` is told once and never again.
 */
import type { Kind } from '../../media/frames/encoded-frames.js';
import type { Link } from '../../media/link/link.js';
import { KINDS } from '../../media/link/peer-connection.js';
import type { SetTimer } from './heartbeat.js';
import { rtpCounters } from './rtp-counters.js';

/** Chromium renews its counters every 50 ms. */
const LOOK_MS = 80;

interface Counted extends Record<Kind, number> {
  /** performance.now() of the last look that found new frames. */
  at: number;
  seen: Set<Kind>;
}

export class FrameCounts {
  readonly #links = new Map<Link, Counted>();
  #cancel: (() => void) | null = null;

  /** @param came new frames of this kind; `first` since the link was followed */
  constructor(
    private readonly setTimer: SetTimer,
    private readonly came: (link: Link, kind: Kind, first: boolean) => void,
  ) {}

  /** @param before the link may have had frames, which do not count: only those from now on */
  async follow(link: Link, before: boolean): Promise<void> {
    const none = before ? Infinity : 0;
    const counted = { video: none, audio: none, at: 0, seen: new Set<Kind>() };
    this.#links.set(link, counted);
    this.#cancel ??= this.setTimer(LOOK_MS, this.#lookAtAll);
    if (before) Object.assign(counted, await countsOf(link));
  }

  forget(link: Link): void {
    this.#links.delete(link);
  }

  readonly #lookAtAll = async (): Promise<void> => {
    await Promise.all([...this.#links.keys()].map((link) => this.look(link)));
    this.#cancel = this.#links.size > 0 ? this.setTimer(LOOK_MS, this.#lookAtAll) : null;
  };

  /** True when frames have come since the look before. */
  async look(link: Link): Promise<boolean> {
    const beganAt = performance.now();
    const now = await countsOf(link);
    const counted = this.#links.get(link);
    if (!counted) return false;
    for (const kind of KINDS) {
      if (now[kind] <= counted[kind]) continue;
      counted[kind] = now[kind];
      counted.at = performance.now();
      const first = !counted.seen.has(kind);
      counted.seen.add(kind);
      this.came(link, kind, first);
    }
    // Another look may have found them meanwhile.
    return counted.at >= beganAt;
  }

  close(): void {
    this.#links.clear();
    this.#cancel?.();
  }
}

/** What came on an up link, and what left on a down link. Of sound each packet is a frame. */
async function countsOf({ pc, side }: Link): Promise<Record<Kind, number>> {
  const { video, audio } = await rtpCounters(pc, side === 'up' ? 'inbound-rtp' : 'outbound-rtp');
  return {
    video: video.framesReceived ?? video.framesDecoded ?? video.framesEncoded ?? 0,
    audio: audio.packetsReceived ?? audio.packetsSent ?? 0,
  };
}
