/** Reads the control channels: validates, limits, and hands each message to whom it concerns. */
import { createLog } from '../../base/log.js';
import { RateLimiter } from '../../base/rate-limiter.js';
import type { Encoding } from '../../media/frames/frame-trailer.js';
import type { Link } from '../../media/link/link.js';
import { LIMITS } from '../../wire/limits.js';
import type { ViaMessage } from '../../wire/messages/link.js';
import type { MediaMessage, WantMessage } from '../../wire/messages/media.js';
import type { NegotiationMessage } from '../../wire/messages/negotiation.js';
import { mayCome } from '../../wire/messages/row.js';
import {
  type ControlMessage,
  isFor,
  MESSAGES,
  parseControlMessage,
} from '../../wire/messages/table.js';
import type { TreeMessage } from '../../wire/messages/tree.js';
import { BroadcasterClock } from './broadcaster-clock.js';
import { Heartbeat, type SetTimer } from './heartbeat.js';

const log = createLog('session:control');

/** A peer that sends this many bad messages does not run CASTO. */
const MAX_OFFENCES = 20;
const RATE_WINDOW_S = 5;

export interface ControlDispatcherPort {
  setTimer: SetTimer;
  clock: BroadcasterClock;
  link(id: string): Link | undefined;
  serving(link: Link): boolean;
  isFeed(link: Link): boolean;
  keyFrame(link: Link, encoding: Encoding): void;
  /** Which encodings the child needs. */
  want(link: Link, message: WantMessage): void;
  tree(link: Link, message: TreeMessage): void;
  negotiate(link: Link, message: NegotiationMessage): void;
  /** `link.media` has changed. */
  media(link: Link, message: MediaMessage): void;
  rtt(link: Link, rttMs: number): void;
  /** The source rests, or its picture alone. */
  idle(link: Link, picture: boolean): void;
  /** Nothing comes back on the link, or again. */
  answers(link: Link, yes: boolean): void;
  /** Even the base of the stream is more than this link carries. */
  slow(link: Link): void;
  via(link: Link, message: ViaMessage): void;
}

type OwnMessage = Exclude<ControlMessage, TreeMessage | NegotiationMessage>;

interface ControlledLink {
  rate: RateLimiter;
  offences: number;
  heartbeat: Heartbeat | null;
  unresponsive: boolean;
  /** What this link's pongs say, kept for the day when it becomes the feed. */
  clock: BroadcasterClock;
}

export class ControlDispatcher {
  readonly #port: ControlDispatcherPort;
  readonly #links = new Map<string, ControlledLink>();

  constructor(port: ControlDispatcherPort) {
    this.#port = port;
  }

  opened(link: Link): void {
    const controlled: ControlledLink = {
      rate: new RateLimiter(LIMITS.controlRate, LIMITS.controlRate * RATE_WINDOW_S),
      offences: 0,
      heartbeat: null,
      unresponsive: false,
      clock: new BroadcasterClock(),
    };
    this.#links.set(link.id, controlled);
    controlled.heartbeat = new Heartbeat(
      (n) => link.send(JSON.stringify({ t: 'ping', n })),
      (rttMs, clock) => {
        controlled.clock.sample(clock, rttMs);
        if (link.side === 'up' && this.#port.isFeed(link)) this.#port.clock.sample(clock, rttMs);
        this.#port.rtt(link, rttMs);
      },
      () => link.close('pings unanswered'),
      this.#port.setTimer,
      link.side === 'down',
    );
  }

  closed(link: Link): void {
    this.#links.get(link.id)?.heartbeat?.stop();
    this.#links.delete(link.id);
  }

  /** Frames have stopped: does anybody answer there? */
  doubt(link: Link): void {
    const controlled = this.#links.get(link.id);
    controlled?.heartbeat?.ask(() => {
      controlled.unresponsive = true;
      this.#port.answers(link, false);
    });
  }

  /** This page has slept: who does not answer now is gone. */
  woke(): void {
    for (const { heartbeat } of [...this.#links.values()]) heartbeat?.woke();
  }

  /** The broadcaster's clock as told on this link, which now is the feed. */
  fed(link: Link): void {
    this.#port.clock.restart(this.#links.get(link.id)?.clock);
  }

  rttOf(link: Link): number {
    return this.#links.get(link.id)?.heartbeat?.rttMs ?? 0;
  }

  receive(link: Link, text: string): void {
    const controlled = this.#links.get(link.id);
    if (!controlled) return;
    if (!controlled.rate.take()) {
      this.#offend(link, controlled, 'too many messages');
      return;
    }
    let message: ControlMessage;
    try {
      message = parseControlMessage(text);
    } catch (error) {
      this.#offend(link, controlled, error instanceof Error ? error.message : String(error));
      return;
    }
    controlled.heartbeat?.heard();
    if (controlled.unresponsive) {
      controlled.unresponsive = false;
      this.#port.answers(link, true);
    }
    this.#handle(link, controlled, message);
  }

  #offend(link: Link, controlled: ControlledLink, reason: string): void {
    log(`drop: from ${link.peer}: ${reason}`);
    if (++controlled.offences > MAX_OFFENCES) link.close(`protocol: ${reason}`);
  }

  #handle(link: Link, controlled: ControlledLink, message: ControlMessage): void {
    // Which link these two are about is theirs to say, and so who may say it.
    if (isFor(message, 'tree')) this.#port.tree(link, message);
    else if (isFor(message, 'negotiation')) this.#port.negotiate(link, message);
    else if (mayCome(MESSAGES[message.t], link.side)) this.#own(link, controlled, message);
  }

  /** What is about the link that it came on, from the side that says it. */
  #own(link: Link, controlled: ControlledLink, message: OwnMessage): void {
    switch (message.t) {
      case 'ping':
        link.send(JSON.stringify({ t: 'pong', n: message.n, clock: this.#port.clock.now() }));
        break;
      case 'pong':
        controlled.heartbeat?.pong(message.n, message.clock);
        break;
      case 'keyframe':
        if (this.#port.serving(link)) this.#port.keyFrame(link, message.small ? 'small' : 'full');
        break;
      case 'media':
        link.way = message.way;
        link.media = { video: message.video, audio: message.audio };
        this.#port.media(link, message);
        break;
      case 'want':
        this.#port.want(link, message);
        break;
      case 'quality': {
        const { t: _t, ...quality } = message;
        link.quality = quality;
        if (quality.slow) this.#port.slow(link);
        break;
      }
      case 'idle':
        this.#port.idle(link, message.picture === true);
        break;
      case 'via':
        this.#port.via(link, message);
        break;
      default:
        message satisfies never;
    }
  }

  close(): void {
    for (const controlled of this.#links.values()) controlled.heartbeat?.stop();
    this.#links.clear();
  }
}
