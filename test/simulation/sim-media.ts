/**
 * Media of the simulated world. Frames are not sent one by one: each link either has frames arriving
 * or has not, and the changes travel down the tree with the latency of the links. Key frames are
 * kept account of, because a new link shows nothing before one has come down.
 */
import { FailureDetector } from '../../src/media/forwarding/failure-detector.js';
import type { SimLink, SimPeer } from './sim-peer.js';
import type { World } from './world.js';

/**
 * Forwarding time of one relay, milliseconds: an assumption between the 7.8 ms that a frame waits in
 * the mean for the 64 Hz tick of another machine and the 15.6 ms on one (docs/architecture.md).
 */
export const HOP_MS = 12;
/** A request on its way up is not held for frames. */
const REQUEST_HOP_MS = 5;
/** One key frame in this time serves all that ask meanwhile (src/media/forwarding/forwarder.ts). */
const KEY_FRAME_SPACING_MS = 300;
/** Half a frame time until the encoder has one. */
const ENCODE_MS = 17;

export class SimMedia {
  /** When the broadcaster's newest key frames leave it; the last may be due in a moment. */
  #keyFrames: number[] = [];

  constructor(private readonly world: World) {}

  serve(link: SimLink, on: boolean): void {
    if (link.served === on) return;
    link.served = on;
    const { world } = this;
    const { parent, child } = link;
    const latency = world.network.latency(parent.id, child.id);
    if (!on) {
      world.clock.after(latency, () => this.#linkFlow(link, false));
      return;
    }
    parent.peakServed = Math.max(parent.peakServed, parent.served);
    const wait = this.#keyFrameAt(parent) - world.clock.now;
    world.clock.after(wait + latency, () => this.#linkFlow(link, parent.flowing));
  }

  /** The peer shows this link from now on. */
  show(peer: SimPeer, link: SimLink): void {
    peer.feed = link;
    this.#setFlow(peer, link.flow);
  }

  /** When the next key frame passes this peer, which asks for one now. */
  #keyFrameAt(peer: SimPeer): number {
    const { clock } = this.world;
    const down = this.world.pathLatency(peer, HOP_MS);
    const onItsWay = this.#keyFrames.find((at) => at + down >= clock.now);
    if (onItsWay !== undefined) return onItsWay + down;
    const asked = clock.now + this.world.pathLatency(peer, REQUEST_HOP_MS) + ENCODE_MS;
    const last = this.#keyFrames.at(-1) ?? Number.NEGATIVE_INFINITY;
    const at = Math.max(asked, last + KEY_FRAME_SPACING_MS);
    this.#keyFrames.push(at);
    if (this.#keyFrames.length > 20) this.#keyFrames.shift();
    return at + down;
  }

  #linkFlow(link: SimLink, on: boolean): void {
    if (on && (!link.served || link.up === 'closed')) return;
    if (link.flow === on) return;
    link.flow = on;
    link.cancelSilence();
    const { child } = link;
    if (!child.alive) return;
    if (child.feed === link) this.#setFlow(child, on);
    if (on) {
      child.tree.mediaCaughtUp(link.id);
      child.tree.mediaFlowing(link.id);
      return;
    }
    this.#watch(link);
  }

  /** What the session's worker reports of a link without frames, by the same failure detector. */
  #watch(link: SimLink): void {
    const { clock, network } = this.world;
    const { child } = link;
    const since = clock.now;
    const liveness = new FailureDetector({ now: since, depth: child.depth });
    const lookAt = (at: number | null): void => {
      if (at === null) return;
      link.cancelSilence = clock.after(at - clock.now, () => {
        if (link.flow || link.up !== 'open' || !child.alive) return;
        if (network.silenceMs !== null && clock.now - since >= network.silenceMs) silent();
        else if (liveness.check(clock.now) === 'late') late();
        else silent();
      });
    };
    const late = (): void => {
      lookAt(network.silenceMs === null ? liveness.next(clock.now) : since + network.silenceMs);
      child.tree.mediaLate(link.id);
      if (child.feed === link) this.#tellAlive(child);
    };
    const silent = (): void => child.tree.mediaSilent(link.id, clock.now - since);
    link.cancelSilence();
    lookAt(liveness.next(since));
  }

  /** Whoever is without frames itself tells its children that it is not the one that died. */
  #tellAlive(peer: SimPeer): void {
    for (const link of peer.links.values()) {
      if (link.parent !== peer || !link.served || link.flow) continue;
      this.world.clock.after(this.world.network.latency(peer.id, link.child.id), () => {
        if (link.flow || !link.child.alive) return;
        this.#watch(link);
        if (link.child.feed === link) this.#tellAlive(link.child);
      });
    }
  }

  #setFlow(peer: SimPeer, on: boolean): void {
    if (peer.flowing === on || peer.spec.root) return;
    const { clock, network } = this.world;
    peer.flowing = on;
    if (!on) {
      peer.brokenAt = clock.now;
    } else if (peer.brokenAt !== null) {
      peer.gaps.push({ at: peer.brokenAt, ms: clock.now - peer.brokenAt });
      peer.brokenAt = null;
    } else {
      peer.firstFrameAt ??= clock.now;
    }
    for (const link of peer.links.values()) {
      if (link.parent !== peer || !link.served) continue;
      const latency = network.latency(peer.id, link.child.id);
      clock.after(latency, () => this.#linkFlow(link, on && peer.flowing && peer.alive));
    }
  }
}
