/**
 * Stands in for circuit-relay-v2's discovery of relays, less what needs a router or a discovery of peers, of
 * which a page has neither (see no-routing.mjs): left are the peers that connect, and those known before.
 */
import { TypedEventEmitter } from 'main-event';

const HOP = '/libp2p/circuit/relay/0.2.0/hop';

export class RelayDiscovery extends TypedEventEmitter {
  #components;
  #filter;
  #topology;
  #running = false;
  #started = false;

  constructor(components, { filter } = {}) {
    super();
    this.#components = components;
    this.#filter = filter;
  }

  isStarted() {
    return this.#started;
  }

  async start() {
    this.#topology = await this.#components.registrar.register(HOP, {
      filter: this.#filter,
      onConnect: (peer) => this.#found(peer),
    });
    this.#started = true;
  }

  stop() {
    if (this.#topology !== undefined) this.#components.registrar.unregister(this.#topology);
    this.#running = this.#started = false;
  }

  startDiscovery() {
    if (this.#running) return;
    this.#running = true;
    this.#components.peerStore
      .all({
        filters: [({ protocols }) => protocols.includes(HOP)],
        orders: [() => Math.random() - 0.5],
      })
      .then((peers) => {
        for (const { id } of peers) this.#found(id);
      })
      .catch(() => {});
  }

  stopDiscovery() {
    this.#running = false;
  }

  #found(peer) {
    this.safeDispatchEvent('relay:discover', { detail: peer });
  }
}
