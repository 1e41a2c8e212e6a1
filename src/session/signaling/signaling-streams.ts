/** Which signalling stream carries the messages of which link, until the link carries its own. */
import { createLog } from '../../base/log.js';
import type { CastoNode, SignalingStream } from '../../network/api.js';
import type { SignalMessage } from '../../wire/messages/signal.js';

const log = createLog('session:signal');

export interface SignalingStreamsEvents {
  message(peer: string, message: SignalMessage): void;
  /** The stream of this link broke before anybody closed it. */
  broken(peer: string, link: string, reason: string): void;
}

export class SignalingStreams {
  readonly #streams = new Map<string, SignalingStream>();
  readonly #opening = new Map<string, AbortController>();
  readonly #unlisten: () => void;

  constructor(
    private readonly node: CastoNode,
    channelId: string,
    private readonly events: SignalingStreamsEvents,
  ) {
    this.#unlisten = node.onSignal(channelId, (stream) => {
      stream.onMessage((message) => {
        // Only the first message, the join, names the stream's link; its reader made sure of its form.
        if (message.t === 'join') {
          const known = this.#streams.get(message.link);
          if (known && known.peer !== stream.peer) {
            log(`drop: join of ${stream.peer} names a link of ${known.peer}`);
            return;
          }
          // The same peer on a new stream: the answer goes where it asked last.
          if (known !== stream) this.#adopt(message.link, stream);
        }
        this.events.message(stream.peer, message);
      });
    });
  }

  #adopt(link: string, stream: SignalingStream): void {
    this.#streams.set(link, stream);
    stream.onClose((reason) => {
      if (this.#streams.get(link) !== stream) return;
      this.#streams.delete(link);
      this.events.broken(stream.peer, link, reason);
    });
  }

  has(link: string): boolean {
    return this.#streams.has(link);
  }

  /** Sends on the link's stream; false when there is none (or it belongs to another peer). */
  send(peer: string, link: string, message: SignalMessage): boolean {
    const stream = this.#streams.get(link);
    if (!stream || stream.peer !== peer) return false;
    stream.send(message);
    return true;
  }

  /** Opens a stream for a new link and sends its join. Failure is told as `broken`. */
  async open(peer: string, addresses: string[], link: string, join: SignalMessage): Promise<void> {
    const abort = new AbortController();
    this.#opening.set(link, abort);
    try {
      const stream = await this.node.openSignal(peer, addresses, abort.signal, join);
      if (abort.signal.aborted) {
        stream.close();
        return;
      }
      this.#adopt(link, stream);
      stream.onMessage((message) => this.events.message(peer, message));
    } catch (error) {
      if (abort.signal.aborted) return;
      const reason = error instanceof Error ? error.message : String(error);
      log(`cannot reach ${peer}: ${reason}`);
      this.events.broken(peer, link, reason);
    } finally {
      this.#opening.delete(link);
    }
  }

  /** The link speaks for itself now, or is gone. */
  release(link: string): void {
    this.#opening.get(link)?.abort();
    const stream = this.#streams.get(link);
    this.#streams.delete(link);
    stream?.close();
  }

  close(): void {
    this.#unlisten();
    for (const link of [...this.#streams.keys(), ...this.#opening.keys()]) this.release(link);
  }
}
