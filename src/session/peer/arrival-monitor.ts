/**
 * What the worker sees of the frames of `up` links, in words of the overlay: they flow, are late, have
 * caught up, or are silent. A link flows when what the channel has comes on it: a decoded picture, sound where
 * there is no picture, or `idle` that lasts while the source rests.
 */
import { Emitter } from '../../base/events.js';
import { createLog } from '../../base/log.js';
import type { Kind } from '../../media/frames/encoded-frames.js';
import { canTransform } from '../../media/link/capabilities.js';
import type { Link } from '../../media/link/link.js';
import type { ChannelCodecs } from '../../media/link/peer-connection.js';
import type { ForwarderClient } from '../../media/worker-client/forwarder-client.js';
import { FrameCounts } from './frame-counts.js';
import { LastingIdle } from './lasting-idle.js';
import { rtpCounters } from './rtp-counters.js';

const log = createLog('session:arrivals');

const DECODE_POLL_MS = 15;
/** Looked at less often after this long: a slow machine should decode, not be asked. */
const DECODE_SOON_MS = 2_000;
const DECODE_SLOW_POLL_MS = 100;
/** The overlay has given the link up long before. */
const DECODE_LIMIT_MS = 30_000;
/** Sound without the picture that the channel has: after this long it is better than nothing. */
const SOUND_ALONE_MS = 3_000;

/** What a link brings: the picture, sound (of a channel without picture, or for want of it), word of a rest. */
export type Flow = 'picture' | 'sound' | 'idle';

const WORTH: readonly Flow[] = ['idle', 'sound', 'picture'];

export interface ArrivalMonitorEvents {
  /** There is something to show or to hear, or the source rests. */
  flows: { link: Link; flow: Flow };
  /** Sound comes on this link, the channel's picture does not. */
  noPicture: Link;
  /** The next frame of this link is overdue. */
  late: Link;
  caughtUp: Link;
  silent: { link: Link; ms: number };
}

export interface ArrivalMonitorOptions {
  forwarder: ForwarderClient;
  links: ReadonlyMap<string, Link>;
  /** Hops between the broadcaster and this peer. */
  depth(): number;
  /** Milliseconds, 0 while unknown. */
  rtt(link: Link): number;
  /** Which kinds the channel has, as far as this page knows; what the link's parent says comes first. */
  codecs(): ChannelCodecs;
}

export class ArrivalMonitor extends Emitter<ArrivalMonitorEvents> {
  /** Frames that a link had decoded when media was asked for on it. */
  readonly #decodedBefore = new Map<string, Promise<number>>();
  /** Rises with every call of `expect`: what was begun before is dropped. */
  readonly #turns = new Map<string, number>();
  readonly #idles = new Map<string, LastingIdle>();
  readonly #flowing = new Map<string, { flow: Flow; since: number }>();
  readonly #options: ArrivalMonitorOptions;
  /** Where no worker sees the frames. */
  readonly #counts: FrameCounts | null = null;
  #closed = false;

  constructor(options: ArrivalMonitorOptions) {
    super();
    this.#options = options;
    const { forwarder, links } = options;
    const known = (id: string, tell: (link: Link) => void): void => {
      const link = links.get(id);
      if (link) tell(link);
    };
    // A page that is late itself has not looked: frames may have come anyway.
    const missed = (id: string, tell: (link: Link) => void): void =>
      known(id, (link) => {
        if (!this.#counts) tell(link);
        else void this.#counts.look(link).then((came) => came || this.#over(link) || tell(link));
      });
    forwarder.on('flowing', ({ link, kind }) => known(link, (each) => this.#flows(each, kind)));
    forwarder.on('suspect', ({ link }) => missed(link, (each) => this.emit('late', each)));
    forwarder.on('resumed', ({ link }) => known(link, (each) => this.emit('caughtUp', each)));
    forwarder.on('noPicture', ({ link }) => missed(link, (each) => this.emit('noPicture', each)));
    forwarder.on('silent', ({ link, ms }) =>
      missed(link, (each) => this.emit('silent', { link: each, ms })),
    );
    if (canTransform()) return;
    this.#counts = new FrameCounts(
      (ms, fn) => forwarder.setTimer(ms, fn),
      (link, kind, first) => {
        if (first && link.side === 'up') this.#flows(link, kind);
        forwarder.post({ type: 'came', link: link.id, kind });
      },
    );
  }

  /** Media goes over this link from now on, or no longer. The worker sees by itself what it can see. */
  follow(link: Link, on = true): void {
    if (on) void this.#counts?.follow(link, false);
    else this.#counts?.forget(link);
  }

  /** A standby may have been fed before: only what comes from now on tells that it flows. */
  expect(link: Link): void {
    this.#options.forwarder.post({ type: 'expect', link: link.id });
    this.#turns.set(link.id, (this.#turns.get(link.id) ?? 0) + 1);
    this.#idles.delete(link.id);
    this.#flowing.delete(link.id);
    this.#decodedBefore.set(link.id, framesDecoded(link));
    void this.#counts?.follow(link, true);
  }

  /** The best that came on this link since media was asked for, and since when (performance.now()). */
  flowOf(link: Link): { flow: Flow; since: number } | null {
    return this.#flowing.get(link.id) ?? null;
  }

  #hasVideo(link: Link): boolean {
    return (link.media ?? this.#options.codecs()).video !== null;
  }

  /** The first frame of this kind since media was asked for. */
  #flows(link: Link, kind: Kind): void {
    log(`${kind} of ${link.id} flows`);
    this.#idles.get(link.id)?.reset();
    this.#watch(link);
    if (kind === 'video') void this.#whenDecoded(link);
    else if (!this.#hasVideo(link)) this.#tell(link, 'sound');
    else this.#soundAlone(link);
  }

  /** The parent says that its source rests: it flows, if that lasts. */
  idle(link: Link): void {
    const idle = this.#idles.get(link.id) ?? new LastingIdle();
    this.#idles.set(link.id, idle);
    if (!idle.note(performance.now())) return;
    idle.reset();
    this.#tell(link, 'idle');
  }

  /** A parent that was taken is watched, whatever it was taken for. */
  fed(link: Link): void {
    this.#watch(link);
  }

  #watch(link: Link): void {
    const depth = this.#options.depth();
    const rttMs = this.#options.rtt(link);
    this.#options.forwarder.post({ type: 'watch', link: link.id, depth, rttMs });
  }

  /** The picture may be on its way; when it is not, or the channel has lost it meanwhile, sound counts. */
  #soundAlone(link: Link): void {
    const { forwarder } = this.#options;
    const turn = this.#turns.get(link.id);
    const until = performance.now() + SOUND_ALONE_MS;
    const look = (): void => {
      if (this.#over(link) || turn !== this.#turns.get(link.id)) return;
      if (!this.#hasVideo(link) || performance.now() >= until) this.#tell(link, 'sound');
      else forwarder.setTimer(DECODE_SLOW_POLL_MS, look);
    };
    look();
  }

  /** A frame in the decoder is not yet a picture: the switch waits for the first decoded one. */
  async #whenDecoded(link: Link): Promise<void> {
    const { forwarder } = this.#options;
    const turn = this.#turns.get(link.id);
    const beganAt = performance.now();
    const before = (await this.#decodedBefore.get(link.id)) ?? 0;
    while ((await framesDecoded(link)) <= before) {
      const ms = performance.now() - beganAt;
      const pauseMs = ms < DECODE_SOON_MS ? DECODE_POLL_MS : DECODE_SLOW_POLL_MS;
      // In the worker's time: a hidden relay's children wait for this as well.
      await new Promise<void>((resolve) => forwarder.setTimer(pauseMs, resolve));
      if (this.#over(link) || turn !== this.#turns.get(link.id)) return;
      if (ms > DECODE_LIMIT_MS) {
        log(`${link.id}: frames come, and none is decoded`);
        return;
      }
    }
    this.#tell(link, 'picture');
  }

  #tell(link: Link, flow: Flow): void {
    if (this.#over(link)) return;
    log(`${link.id}: ${flow}`);
    const known = this.#flowing.get(link.id)?.flow;
    if (!known || WORTH.indexOf(flow) > WORTH.indexOf(known)) {
      this.#flowing.set(link.id, { flow, since: performance.now() });
    }
    this.emit('flows', { link, flow });
  }

  #over(link: Link): boolean {
    return link.closed || this.#closed;
  }

  linkClosed(link: Link): void {
    this.follow(link, false);
    this.#decodedBefore.delete(link.id);
    this.#turns.delete(link.id);
    this.#idles.delete(link.id);
    this.#flowing.delete(link.id);
  }

  close(): void {
    this.#closed = true;
    this.#decodedBefore.clear();
    this.#counts?.close();
    this.removeAllListeners();
  }
}

async function framesDecoded({ pc }: Link): Promise<number> {
  return (await rtpCounters(pc, 'inbound-rtp')).video.framesDecoded ?? 0;
}
