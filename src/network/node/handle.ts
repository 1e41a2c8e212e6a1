import { CastoError, throwIfAborted } from '../../base/errors.js';
import type { IceServer } from '../../base/ice-servers.js';
import type { ChannelRecord } from '../../wire/channel-record.js';
import type { Presence } from '../../wire/presence.js';
import type {
  CastoNode,
  ChannelAnnouncement,
  Listing,
  NodeEvents,
  SignalingStream,
  StarStatus,
} from '../api.js';
import type { NamedStars, ResolvedStar } from '../stars/resolve-stars.js';
import { networkConfig } from './config.js';
import type { PageNode } from './page-node.js';

/** A page's settings may come this long after what needs them, milliseconds. */
const LATE_SETTINGS_MS = 3_000;
const LOOK_MS = 100;

const isGuess = ({ specs, guessed }: NamedStars): boolean => guessed || specs.length === 0;

export interface HandleOptions {
  /** Where the stars are named now; `guessed`: nobody named one, the page's origin is worth a try. */
  find(): NamedStars;
  /** Specs that are being resolved already. */
  early?: Map<string, Promise<ResolvedStar>> | undefined;
  /** Instead of the page's or the star's. */
  iceServers: IceServer[] | undefined;
  onRelease(): Promise<void>;
}

/** One user's view of the page's node. What it opened goes with it on `release()`. */
export class NodeHandle implements CastoNode {
  readonly #node: PageNode;
  readonly #options: HandleOptions;
  #stars: NamedStars;
  readonly #since = performance.now();
  readonly #undo = new Set<() => void | Promise<void>>();
  #released: Promise<void> | null = null;

  constructor(node: PageNode, options: HandleOptions) {
    this.#node = node;
    this.#options = options;
    this.#stars = options.find();
    for (const spec of this.#stars.specs) node.stars.add(spec, options.early?.get(spec));
  }

  get peerId(): string {
    return this.#node.peerId;
  }

  get ownerId(): string {
    return this.#node.ownerId;
  }

  get addresses(): string[] {
    return this.#node.addresses;
  }

  get stars(): StarStatus[] {
    return this.#node.stars.status;
  }

  get iceServers(): IceServer[] {
    const { iceServers } = this.#options;
    const named = iceServers ?? networkConfig().iceServers ?? [];
    return named.length > 0 ? named : this.#node.stars.iceServers;
  }

  /** Runs `undo` on release, or when the returned function is called, but once. */
  #own<T>(undo: () => T): () => T | undefined {
    let result: T | undefined;
    let done = false;
    const once = (): T | undefined => {
      this.#undo.delete(run);
      if (!done) {
        done = true;
        result = undo();
      }
      return result;
    };
    const run = (): void | Promise<void> => {
      const outcome = once();
      if (outcome instanceof Promise) return outcome.then(() => {});
    };
    this.#undo.add(run);
    return once;
  }

  #assertHeld(): void {
    if (this.#released) throw new CastoError('closed', 'This node was released');
  }

  on<K extends keyof NodeEvents>(type: K, listener: (detail: NodeEvents[K]) => void): () => void {
    this.#assertHeld();
    return this.#own(this.#node.on(type, listener as never));
  }

  async ready(signal?: AbortSignal): Promise<void> {
    this.#assertHeld();
    const noStar = (cause?: unknown): CastoError =>
      new CastoError(
        'no-star',
        'No star is named: set the star attribute, a <meta name="casto-star">, or configure({ stars })',
        { cause },
      );
    this.#findAgain();
    if (this.#nobodyNamed) {
      try {
        if (this.#stars.specs.length === 0) throw noStar();
        await this.#node.stars.ready(this.#stars.specs, signal);
        return;
      } catch (error) {
        if ((error as CastoError).code === 'aborted') throw error;
        if (!(await this.#namedLate(signal))) {
          // Nobody named the page's own origin; that it is no star is not its author's mistake.
          throw (error as CastoError).code === 'star-invalid' ? noStar(error) : error;
        }
      }
    }
    await this.#node.stars.ready(this.#stars.specs, signal);
  }

  get #nobodyNamed(): boolean {
    return isGuess(this.#stars);
  }

  /** Settings may come after the element that needs them. */
  #findAgain(): void {
    if (!this.#nobodyNamed) return;
    const found = this.#options.find();
    if (isGuess(found)) return;
    const before = this.#stars;
    this.#stars = found;
    for (const spec of found.specs) this.#node.stars.add(spec);
    for (const spec of before.specs) this.#node.stars.remove(spec);
  }

  /** Waits a moment for somebody to name a star. */
  async #namedLate(signal: AbortSignal | undefined): Promise<boolean> {
    for (;;) {
      this.#assertHeld();
      throwIfAborted(signal);
      this.#findAgain();
      if (!this.#nobodyNamed) return true;
      if (performance.now() - this.#since > LATE_SETTINGS_MS) return false;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }

  checkStars(): void {
    if (!this.#released) this.#node.stars.check();
  }

  renewIceServers(): void {
    if (!this.#released) this.#node.stars.renewIceServers();
  }

  async channels(
    options: { fresh?: boolean; signal?: AbortSignal } = {},
  ): Promise<ChannelRecord[]> {
    this.#assertHeld();
    if (options.fresh) {
      await this.ready(options.signal);
      await this.#node.channels.ask(null, options.signal);
    }
    return this.#node.channels.live();
  }

  async findChannel(channel: string, signal?: AbortSignal): Promise<ChannelRecord | null> {
    this.#assertHeld();
    // Without a star, "not live" would be a guess.
    if (this.#node.stars.connected.size === 0) await this.ready(signal);
    return this.#node.channels.find(channel, signal);
  }

  now(): number {
    return this.#node.channels.now();
  }

  firstEpoch(): number {
    return this.#node.firstEpoch();
  }

  usedEpoch(epoch: number): void {
    this.#node.usedEpoch(epoch);
  }

  announce(
    first: ChannelAnnouncement,
    onListings: (listings: Listing[]) => void = () => {},
    onAnswers: (answers: Listing[]) => void = () => {},
  ): ReturnType<CastoNode['announce']> {
    this.#assertHeld();
    const announcer = this.#node.announce(first, onListings, onAnswers);
    const end = this.#own(() => this.#node.endAnnouncement(announcer));
    return {
      channelId: announcer.channelId,
      update: (next) => announcer.update(next),
      refresh: () => announcer.refresh(),
      end: async () => {
        await end();
      },
      cancel: () => {
        announcer.cancel();
        void end();
      },
    };
  }

  presence(
    channelId: string,
    onPresence: (presence: Presence) => void,
  ): ReturnType<CastoNode['presence']> {
    this.#assertHeld();
    const topic = this.#node.presence(channelId);
    // One entry a call, even when two pass the same function.
    const unlisten = topic.listen((presence) => onPresence(presence));
    let closed = false;
    const close = this.#own(() => {
      closed = true;
      unlisten();
      this.#node.leavePresence(channelId);
    });
    return {
      offer: (hint, viewers) => {
        if (!closed) topic.offer(hint, viewers);
      },
      close,
    };
  }

  openSignal(
    ...[peer, addresses, signal, first]: Parameters<CastoNode['openSignal']>
  ): Promise<SignalingStream> {
    this.#assertHeld();
    return this.#node.signals.open(peer, addresses, signal, first);
  }

  onSignal(channelId: string, handler: (stream: SignalingStream) => void): () => void {
    this.#assertHeld();
    return this.#own(this.#node.signals.handle(channelId, handler));
  }

  release(): Promise<void> {
    this.#released ??= (async () => {
      await Promise.allSettled([...this.#undo].map((undo) => undo()));
      for (const spec of this.#stars.specs) this.#node.stars.remove(spec);
      await this.#options.onRelease();
    })();
    return this.#released;
  }
}
