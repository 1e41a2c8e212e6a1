import { CastoError } from '../../base/errors.js';
import { createLog } from '../../base/log.js';
import { LIMITS } from '../../wire/limits.js';
import { mayCome } from '../../wire/messages/row.js';
import { parseSignalMessage, SIGNALLED, type SignalMessage } from '../../wire/messages/signal.js';
import type { SignalingStream } from '../api.js';

const log = createLog('network:signaling');

export const SIGNALING = {
  /** Milliseconds in which an incoming stream must send its first `join`. */
  joinMs: 5_000,
  /** Milliseconds without a message, either way, after which a stream is closed. */
  idleMs: 30_000,
  /** Milliseconds that the other side has to close too, before the stream is aborted. */
  closeMs: 2_000,
  /** Bytes a stream may carry in its life, each way. */
  bytes: 2 * 1024 * 1024,
  /** `join` messages of one stream: a refused peer may ask again under another link id. */
  joins: 8,
} as const;

/** What brings the messages to the other side: a libp2p stream, or the post of a star. */
export interface SignalingCarrier {
  /** @returns bytes sent. Throws when the way is closed. */
  send(message: SignalMessage): number;
  /** Sends what is queued, then closes. */
  end(reason: string): void;
  /** Closes at once. */
  abort(reason: string): void;
}

/**
 * A {@link SignalingStream} with its rules, the same for every carrier. Whatever breaks a limit, is
 * malformed, or comes out of turn ends the stream with reason `protocol: …`.
 */
export class LimitedSignalingStream implements SignalingStream {
  readonly peer: string;
  /** `inbound`: the peer at the other end asks to become our child. */
  readonly direction: 'inbound' | 'outbound';
  readonly #carrier: SignalingCarrier;
  readonly #links = new Set<string>();
  readonly #closeListeners = new Set<(reason: string) => void>();
  #listeners: ((message: SignalMessage) => void)[] = [];
  /** Messages that came before the first listener. */
  #early: SignalMessage[] = [];
  #channel: string | null = null;
  #messages = 0;
  #received = 0;
  #sent = 0;
  #closed: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(peer: string, direction: 'inbound' | 'outbound', carrier: SignalingCarrier) {
    this.peer = peer;
    this.direction = direction;
    this.#carrier = carrier;
    if (direction === 'inbound') {
      this.#timer = setTimeout(() => this.fail('no join in time'), SIGNALING.joinMs);
    } else this.#touch();
  }

  /** True once nothing more will come or go. */
  get closed(): boolean {
    return this.#closed !== null;
  }

  #touch(): void {
    clearTimeout(this.#timer);
    if (this.#closed === null)
      this.#timer = setTimeout(() => this.endWith('idle'), SIGNALING.idleMs);
  }

  /** Takes one message from the carrier. */
  receive(body: string | Uint8Array): void {
    if (this.#closed !== null) return;
    try {
      this.#received += body.length;
      if (this.#received > SIGNALING.bytes) throw new CastoError('protocol', 'too many bytes');
      const message = parseSignalMessage(body);
      this.#check(message);
      this.#deliver(message);
    } catch (error) {
      this.fail((error as Error).message);
    }
  }

  /** Refuses what is well-formed but out of turn. */
  #check(message: SignalMessage): void {
    const refuse = (reason: string): void => {
      throw new CastoError('protocol', reason);
    };
    if (++this.#messages > LIMITS.signalMessages) refuse('too many messages');
    const side = this.direction === 'inbound' ? 'down' : 'up';
    if (!mayCome(SIGNALLED[message.t], side)) refuse(`${message.t} from the wrong side`);
    if (message.t === 'join') {
      if (this.#links.size >= SIGNALING.joins) refuse('too many joins');
      if (this.#links.has(message.link)) refuse('the same link twice');
      if (this.#channel !== null && this.#channel !== message.channel) refuse('another channel');
      this.#channel = message.channel;
      this.#links.add(message.link);
    } else if (this.#links.size === 0) {
      refuse(`${message.t} before join`);
    } else if (message.t !== 'leave' && !this.#links.has(message.link)) {
      refuse(`${message.t} for a link that was not asked for`);
    }
    this.#touch();
  }

  #deliver(message: SignalMessage): void {
    if (this.#listeners.length === 0) {
      this.#early.push(message);
      return;
    }
    for (const listener of [...this.#listeners]) {
      try {
        listener(message);
      } catch (error) {
        console.error('casto: a listener of a signalling stream threw', error);
      }
    }
  }

  send(message: SignalMessage): void {
    if (this.#closed !== null) {
      log(`not sent, stream closed: ${message.t}`, this.peer);
      return;
    }
    // Remembered first, as the answer is checked against it.
    if (message.t === 'join' && this.direction === 'outbound') this.#links.add(message.link);
    try {
      this.#sent += this.#carrier.send(message);
    } catch (error) {
      this.#abort(`lost: ${(error as Error).message}`);
      return;
    }
    if (this.#sent > SIGNALING.bytes) this.endWith('sent too much');
    // The wait for the first join is not prolonged by what we say.
    else if (this.#links.size > 0) this.#touch();
  }

  onMessage(listener: (message: SignalMessage) => void): () => void {
    this.#listeners.push(listener);
    const early = this.#early;
    this.#early = [];
    for (const message of early) this.#deliver(message);
    return () => {
      this.#listeners = this.#listeners.filter((each) => each !== listener);
    };
  }

  /** Gives this message to the next listener first, before all that came since. */
  replay(message: SignalMessage): void {
    this.#early.unshift(message);
  }

  onClose(listener: (reason: string) => void): () => void {
    const reason = this.#closed;
    if (reason !== null) queueMicrotask(() => listener(reason));
    else this.#closeListeners.add(listener);
    return () => {
      this.#closeListeners.delete(listener);
    };
  }

  close(): void {
    this.#early = [];
    this.endWith('closed here');
  }

  /** The other side broke a rule. */
  fail(reason: string): void {
    if (this.#closed !== null) return;
    log(`dropped stream of ${this.peer}: ${reason}`);
    this.#abort(`protocol: ${reason}`);
  }

  /** The carrier has ended: nothing can be sent any more. What came before can still be heard. */
  lost(reason: string): void {
    this.#finish(reason);
  }

  #abort(reason: string): void {
    if (this.#closed !== null) return;
    this.#early = [];
    this.#finish(reason);
    this.#carrier.abort(reason);
  }

  /** Sends what is queued, then closes. */
  endWith(reason: string): void {
    if (this.#closed !== null) return;
    this.#finish(reason);
    this.#carrier.end(reason);
  }

  #finish(reason: string): void {
    if (this.#closed !== null) return;
    this.#closed = reason;
    clearTimeout(this.#timer);
    const listeners = [...this.#closeListeners];
    this.#closeListeners.clear();
    for (const listener of listeners) {
      try {
        listener(reason);
      } catch (error) {
        console.error('casto: a listener of a signalling stream threw', error);
      }
    }
  }
}
