/**
 * Which way a message takes to another peer: the control channel of a link, else the signalling stream of its link,
 * else the tree while no star is there, else a new stream.
 */
import { createLog } from '../../base/log.js';
import type { Link } from '../../media/link/link.js';
import type { CastoNode, SignalingStream } from '../../network/api.js';
import { encodeMessage } from '../../wire/encode.js';
import type { NegotiationMessage } from '../../wire/messages/negotiation.js';
import type { SignalMessage } from '../../wire/messages/signal.js';
import type {
  AcceptMessage,
  JoinMessage,
  RedirectMessage,
  TreeMessage,
} from '../../wire/messages/tree.js';
import type { TreeRelay } from './tree-relay.js';

const log = createLog('session:signaling');

export interface MessageRouterOptions {
  node: Pick<CastoNode, 'openSignal' | 'onSignal' | 'stars'>;
  channelId: string;
  links: ReadonlyMap<string, Link>;
  via: Pick<TreeRelay, 'send'>;
  /** A message came on a signalling stream. */
  deliver(peer: string, message: SignalMessage): void;
  /** The stream of this link could not be opened, or broke before anybody closed it. */
  broken(peer: string, link: string, reason: string): void;
  /** What this peer was asked may never have arrived. */
  unreachable(peer: string): void;
}

export class MessageRouter {
  readonly #options: MessageRouterOptions;
  /** Link → the signalling stream that carries its messages until it carries its own. */
  readonly #streams = new Map<string, SignalingStream>();
  readonly #opening = new Map<string, AbortController>();
  /** Links over which their peer was asked for another one. */
  readonly #askedOver = new Set<string>();
  readonly #unlisten: () => void;

  constructor(options: MessageRouterOptions) {
    this.#options = options;
    this.#unlisten = options.node.onSignal(options.channelId, (stream) => {
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
        options.deliver(stream.peer, message);
      });
    });
  }

  #adopt(link: string, stream: SignalingStream): void {
    this.#streams.set(link, stream);
    stream.onClose((reason) => {
      if (this.#streams.get(link) !== stream) return;
      this.#streams.delete(link);
      this.#options.broken(stream.peer, link, reason);
    });
  }

  /** An open control channel with this peer, whatever it was opened for, that is answered on. */
  linkWith(peer: string): Link | undefined {
    return this.#openWith(peer).find((link) => !link.unresponsive);
  }

  #openWith(peer: string): Link[] {
    return [...this.#options.links.values()].filter((link) => link.peer === peer && link.open);
  }

  /** @param linkId preferred, when it is open */
  send(peer: string, message: TreeMessage, addresses: string[], linkId?: string): void {
    const { node, links, via } = this.#options;
    log(`→ ${message.t} ${linkId ?? ''} to ${peer.slice(-6)}`);
    if (message.t === 'accept' || message.t === 'redirect') {
      this.answer(peer, message);
      return;
    }
    const own = linkId === undefined ? undefined : links.get(linkId);
    const open = own?.open ? own : this.linkWith(peer);
    if (open?.send(encodeMessage(message))) {
      if (message.t === 'join') this.#askedOver.add(open.id);
      return;
    }
    if (message.t === 'join') {
      // By the star; through the tree when no star is there.
      const starless = !node.stars.some(({ connected }) => connected);
      if (!starless || !via.send(peer, message)) void this.#open(peer, addresses, message);
      return;
    }
    const named = 'link' in message && message.link ? message.link : linkId;
    if (named !== undefined) {
      const signal = message as SignalMessage;
      if (this.#onStream(peer, named, signal) || via.send(peer, signal)) return;
    }
    log(`no way to send ${message.t} to ${peer}`);
  }

  /** Opens a stream that begins with the join of its link. */
  async #open(peer: string, addresses: string[], join: JoinMessage): Promise<void> {
    const { node, deliver, broken } = this.#options;
    const { link } = join;
    const abort = new AbortController();
    this.#opening.set(link, abort);
    try {
      const stream = await node.openSignal(peer, addresses, abort.signal, join);
      if (abort.signal.aborted) {
        stream.close();
        return;
      }
      this.#adopt(link, stream);
      stream.onMessage((message) => deliver(peer, message));
    } catch (error) {
      if (abort.signal.aborted) return;
      const reason = (error as Error).message;
      log(`cannot reach ${peer}: ${reason}`);
      broken(peer, link, reason);
    } finally {
      this.#opening.delete(link);
    }
  }

  /** False when the link has no stream, or that of another peer. */
  #onStream(peer: string, link: string, message: SignalMessage): boolean {
    const stream = this.#streams.get(link);
    if (stream?.peer !== peer) return false;
    stream.send(message);
    return true;
  }

  /**
   * What belongs to a link that is not open yet goes the way that its `join` came or went: that way is
   * alive. Another link that looks open need not be, when the peer has slept and asks again.
   */
  answer(peer: string, message: NegotiationMessage | AcceptMessage | RedirectMessage): void {
    const { via } = this.#options;
    if (this.#onStream(peer, message.link, message)) return;
    if (this.linkWith(peer)?.send(encodeMessage(message)) || via.send(peer, message)) return;
    // It waits there until somebody answers again, or is gone with the link.
    if (this.#openWith(peer)[0]?.send(encodeMessage(message))) return;
    log(`lost ${message.t} of ${message.link}`);
  }

  linkClosed(link: Link): void {
    if (this.#askedOver.delete(link.id)) this.#options.unreachable(link.peer);
  }

  /** The link speaks for itself now, or is gone: its stream is closed. */
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
