/** Which way a message takes to another peer: its link, the star, or through the tree. */
import { createLog } from '../../base/log.js';
import type { Link } from '../../media/link/link.js';
import { encodeMessage } from '../../wire/encode.js';
import type { NegotiationMessage } from '../../wire/messages/negotiation.js';
import type { SignalMessage } from '../../wire/messages/signal.js';
import type {
  AcceptMessage,
  JoinMessage,
  RedirectMessage,
  TreeMessage,
} from '../../wire/messages/tree.js';
import type { SignalingStreams } from './signaling-streams.js';
import type { TreeRelay } from './tree-relay.js';

const log = createLog('session:mail');

export interface MessageRouterOptions {
  links: ReadonlyMap<string, Link>;
  routes: Pick<SignalingStreams, 'send' | 'open'>;
  via: Pick<TreeRelay, 'send'>;
  /** True while no star is connected. */
  starless(): boolean;
  /** What this peer was asked may never have arrived. */
  unreachable(peer: string): void;
}

export class MessageRouter {
  /** Links over which their peer was asked for another one. */
  readonly #askedOver = new Set<string>();

  constructor(private readonly options: MessageRouterOptions) {}

  /** An open control channel with this peer, whatever it was opened for, that is answered on. */
  linkWith(peer: string): Link | undefined {
    return this.#openWith(peer).find((link) => !link.mute);
  }

  #openWith(peer: string): Link[] {
    return [...this.options.links.values()].filter((link) => link.peer === peer && link.open);
  }

  /** @param linkId preferred, when it is open */
  send(peer: string, message: TreeMessage, addresses: string[], linkId?: string): void {
    const { links, routes, via } = this.options;
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
      this.#join(peer, addresses, message);
      return;
    }
    const named = 'link' in message && message.link ? message.link : linkId;
    if (named !== undefined) {
      const signal = message as SignalMessage;
      if (routes.send(peer, named, signal) || via.send(peer, signal)) return;
    }
    log(`no way to send ${message.t} to ${peer}`);
  }

  /** By the star; through the tree when no star is there. */
  #join(peer: string, addresses: string[], join: JoinMessage): void {
    const { routes, via } = this.options;
    if (this.options.starless() && via.send(peer, join)) return;
    void routes.open(peer, addresses, join.link, join);
  }

  /**
   * What belongs to a link that is not open yet goes the way that its `join` came or went: that way is
   * alive. Another link that looks open need not be, when the peer has slept and asks anew.
   */
  answer(peer: string, message: NegotiationMessage | AcceptMessage | RedirectMessage): void {
    const { routes, via } = this.options;
    if (routes.send(peer, message.link, message)) return;
    if (this.linkWith(peer)?.send(encodeMessage(message)) || via.send(peer, message)) return;
    // It waits there until somebody answers again, or is gone with the link.
    if (this.#openWith(peer)[0]?.send(encodeMessage(message))) return;
    log(`lost ${message.t} of ${message.link}`);
  }

  linkClosed(link: Link): void {
    if (this.#askedOver.delete(link.id)) this.options.unreachable(link.peer);
  }
}
