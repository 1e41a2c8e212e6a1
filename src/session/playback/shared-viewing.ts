/**
 * Several elements of one page that watch one channel are one viewer: one place in the tree, one
 * stream, shown as often as the page likes.
 */
import type { CastoError } from '../../base/errors.js';
import { Emitter } from '../../base/events.js';
import type { CastoConfig, CastoStats, Quality, ViewOptions, ViewState } from '../../base/types.js';
import type { ChannelRecord } from '../../network/index.js';
import type { ViewEvents, Viewing } from '../api.js';
import { ViewingSession } from './viewing.js';

interface Shared {
  session: ViewingSession;
  users: Set<SharedViewing>;
}

/** States in which the reason that was told last still holds. */
const WAITS: ReadonlySet<ViewState> = new Set(['connecting', 'waiting', 'reconnecting']);

const sessions = new Map<string, Shared>();

const keyOf = ({ channel, stars }: ViewOptions): string => JSON.stringify([channel, stars ?? null]);

export class SharedViewing extends Emitter<ViewEvents> implements Viewing {
  readonly #key: string;
  readonly #shared: Shared;
  #started = false;
  #video: HTMLVideoElement | null = null;
  #undo: (() => void)[] = [];
  #closing: Promise<void> | null = null;

  constructor(options: ViewOptions, config: CastoConfig) {
    super();
    this.#key = keyOf(options);
    let shared = sessions.get(this.#key);
    // What has failed for good is not handed to a newcomer.
    if (!shared || shared.session.state === 'error') {
      shared = { session: new ViewingSession(options, config), users: new Set() };
      sessions.set(this.#key, shared);
    } else shared.session.setOptions(options);
    this.#shared = shared;
    shared.users.add(this);
  }

  get #session(): ViewingSession {
    return this.#shared.session;
  }
  get state(): ViewState {
    return this.#started ? this.#session.state : 'idle';
  }
  get channelId(): string {
    return this.#session.channelId;
  }
  get viewers(): number {
    return this.#session.viewers;
  }
  get error(): CastoError | null {
    return this.#started ? this.#session.error : null;
  }
  get record(): ChannelRecord | null {
    return this.#session.record;
  }
  get own(): boolean {
    return this.#session.own;
  }
  get stream(): MediaStream {
    return this.#session.stream;
  }

  start(): void {
    if (this.#started || this.#closing) return;
    this.#started = true;
    const session = this.#session;
    const pass = <K extends keyof ViewEvents>(type: K): void => {
      this.#undo.push(session.on(type, (detail) => this.emit(type, detail)));
    };
    pass('state');
    pass('viewers');
    pass('parentchange');
    pass('channel');
    pass('error');
    pass('picture');
    const to = session.state;
    if (to === 'idle') {
      session.start();
      return;
    }
    // A latecomer learns what the others know already.
    this.emit('state', { from: 'idle', to });
    if (session.record) this.emit('channel', session.record);
    if (session.viewers > 0) this.emit('viewers', session.viewers);
    if (session.error && WAITS.has(to)) this.emit('error', session.error);
  }

  setOptions(options: Pick<ViewOptions, 'relay' | 'maxChildren' | 'maxUpload'>): void {
    if (!this.#closing) this.#session.setOptions(options);
  }

  get qualities(): readonly Quality[] {
    return this.#session.qualities;
  }
  get quality(): string {
    return this.#session.quality;
  }
  set quality(id: string) {
    if (!this.#closing) this.#session.quality = id;
  }

  attachVideo(video: HTMLVideoElement | null): void {
    this.#video = video;
    if (video) this.#session.attachVideo(video);
    else this.#measureBy(this.#shared.users);
  }

  /** Figures come from one of the videos; when that one goes, from another. */
  #measureBy(users: Iterable<SharedViewing>): void {
    let other: HTMLVideoElement | null = null;
    for (const user of users) if (user !== this && user.#video) other = user.#video;
    this.#session.attachVideo(other);
  }

  getStats(): Promise<CastoStats> {
    return this.#session.getStats();
  }

  close(): Promise<void> {
    this.#closing ??= (async () => {
      for (const undo of this.#undo.splice(0)) undo();
      this.removeAllListeners();
      const { users, session } = this.#shared;
      users.delete(this);
      if (users.size > 0) {
        this.#measureBy(users);
        return;
      }
      if (sessions.get(this.#key) === this.#shared) sessions.delete(this.#key);
      await session.close();
    })();
    return this.#closing;
  }
}
