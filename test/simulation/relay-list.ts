/**
 * Baseline: the parent choice of RTCMultiConnection's scalable broadcast, as its documentation and
 * server describe it. A server keeps the list of users; a newcomer is sent to the broadcaster while
 * that has a free place, else to the relay that joined last, else to the first user that can relay.
 * A relay that goes has its children join again; nobody knows paths, nobody holds a standby.
 */
import type {
  OverlayConfig,
  OverlayEnv,
  OverlayPort,
  TreePeer,
  TreeView,
} from '../../src/overlay/api.js';
import type { TreeMessage } from '../../src/wire/messages/tree.js';

/** The server's list, shared by all peers of a run. */
export class RelayList {
  readonly users = new Map<string, RelayListPeer>();
  #last: RelayListPeer | null = null;

  constructor(readonly limit: number) {}

  choose(asker: string): string | null {
    const able = (user: RelayListPeer | null): user is RelayListPeer =>
      user?.canRelay === true && user.id !== asker && this.users.has(user.id);
    const root = this.users.get('root') ?? null;
    if (able(root)) return root.id;
    if (able(this.#last)) return this.#last.id;
    for (const user of this.users.values()) if (able(user)) return user.id;
    return null;
  }

  relayed(user: RelayListPeer): void {
    this.#last = user;
  }
}

export function createRelayListPeer(
  config: OverlayConfig,
  env: OverlayEnv,
  port: OverlayPort,
  list: RelayList,
): TreePeer {
  return new RelayListPeer(config, env, port, list);
}

class RelayListPeer implements TreePeer {
  #children = new Map<string, string>();
  #parent: { peer: string; link: string; flowing: boolean } | null = null;
  #asked: string | null = null;
  #attached = false;
  #closed = false;

  constructor(
    private readonly config: OverlayConfig,
    private readonly env: OverlayEnv,
    private readonly port: OverlayPort,
    private readonly list: RelayList,
  ) {
    this.#attached = config.root;
  }

  get id(): string {
    return this.config.self;
  }

  get canRelay(): boolean {
    return this.#attached && this.#children.size < this.config.maxChildren;
  }

  get view(): TreeView {
    return {
      attachment: this.#attached ? 'attached' : 'joining',
      path: [],
      depth: 0,
      epoch: 0,
      parent: this.#parent,
      standby: null,
      standbys: [],
      children: [...this.#children].map(([link, peer]) => ({
        peer,
        link,
        serving: true,
        viewers: 1,
      })),
      standbyChildren: [],
      slots: Math.max(0, this.config.maxChildren - this.#children.size),
      open: [],
      viewers: 0,
    };
  }

  start(): void {
    this.list.users.set(this.id, this);
    if (!this.config.root) this.#ask();
  }

  stop(): void {
    this.#closed = true;
    this.list.users.delete(this.id);
    for (const link of this.#children.keys()) this.port.closeLink(link, 'closing');
    if (this.#parent) this.port.closeLink(this.#parent.link, 'closing');
  }

  #ask(): void {
    if (this.#closed) return;
    const peer = this.list.choose(this.id);
    if (peer === null) {
      this.env.setTimer(500 + 500 * this.env.random(), () => this.#ask());
      return;
    }
    const link = `${this.id}-${Math.floor(this.env.random() * 1e12).toString(36)}`;
    this.#asked = link;
    this.port.send(peer, {
      t: 'join',
      channel: this.config.channel,
      link,
      capacity: this.config.maxChildren,
      ways: this.config.ways,
      standby: false,
      feasible: null,
    });
    this.env.setTimer(5_000, () => {
      if (this.#asked === link) this.#ask();
    });
  }

  receive(from: string, message: TreeMessage): void {
    if (message.t === 'join') {
      const yes = this.canRelay;
      if (yes) {
        this.#children.set(message.link, from);
        this.port.openLink(message.link, from, 'down', false);
      }
      this.port.send(
        from,
        yes
          ? { t: 'accept', link: message.link, path: [], epoch: 0 }
          : { t: 'redirect', link: message.link, reason: 'full', peers: [] },
      );
    } else if (message.t === 'accept' && message.link === this.#asked) {
      this.#parent = { peer: from, link: message.link, flowing: true };
      this.port.openLink(message.link, from, 'up', false);
    } else if (message.t === 'redirect' && message.link === this.#asked) {
      this.env.setTimer(100 + 200 * this.env.random(), () => this.#ask());
    }
  }

  linkOpened(link: string): void {
    if (this.#children.has(link)) this.port.serve(link, true);
    else if (this.#parent?.link === link) this.port.feedFrom(link, 'first');
  }

  linkClosed(link: string): void {
    this.#children.delete(link);
    if (this.#parent?.link === link) this.#lost();
  }

  mediaFlowing(link: string): void {
    if (this.#parent?.link !== link) return;
    this.#asked = null;
    if (!this.#attached && this.config.maxChildren > 0) this.list.relayed(this);
    this.#attached = true;
  }

  mediaLate(): void {}

  mediaCaughtUp(): void {}

  mediaSilent(link: string): void {
    // Its page waits for the connection's own timeout, except that a lost socket shows at once.
    const parent = this.#parent;
    if (parent?.link === link && !this.list.users.get(parent.peer)?.alive) this.#lost();
  }

  get alive(): boolean {
    return !this.#closed;
  }

  #lost(): void {
    if (this.#parent) this.port.closeLink(this.#parent.link, 'lost');
    this.#parent = null;
    this.#attached = false;
    this.#ask();
  }

  candidates(): void {}
  announced(): void {}
  limitViewers(): void {}
  unreachable(peer: string): void {
    this.list.users.delete(peer);
    if (this.#asked) this.#ask();
  }
  reachable(): void {}
  linkAnswers(): void {}
  linkRtt(): void {}
  linkSlow(): void {}
  setCapacity(): void {}
  setWays(): void {}
}
