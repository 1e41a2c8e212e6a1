/** What a down link's senders are fed with: dummies for forward and carry, real tracks to transcode. */
import { createDummyAudio, createDummyVideo, type DummyTrack } from '../media/dummy-track.js';
import type { Kind } from '../media/encoded-frames.js';
import type { Link } from '../media/link.js';
import type { RelayWay } from '../types.js';

export type Tracks = Record<Kind, MediaStreamTrack | null>;

interface Entry {
  video: DummyTrack | null;
  audio: DummyTrack | null;
  /** Senders whose track follows the feed: all of `transcode`, audio of `carry` without generator. */
  follows: Kind[];
}

export class DownMedia {
  readonly #entries = new Map<string, Entry>();
  readonly #activating = new WeakMap<Link, Promise<void>>();

  /** @param current the tracks of the feed (or of the broadcaster's source) */
  constructor(private readonly current: () => Tracks) {}

  /** Tracks for a new link; called again when the link changes its way while negotiating. */
  tracks(link: string, way: RelayWay): Tracks {
    this.release(link);
    if (way === 'transcode') {
      this.#entries.set(link, { video: null, audio: null, follows: ['video', 'audio'] });
      return this.current();
    }
    const video = createDummyVideo();
    const audio = createDummyAudio();
    this.#entries.set(link, { video, audio, follows: audio ? [] : ['audio'] });
    return { video: video.track, audio: audio?.track ?? this.current().audio };
  }

  tick(link: string, kind: Kind): void {
    this.#entries.get(link)?.[kind]?.tick();
  }

  /** The feed's tracks changed: links that send them follow. */
  follow(links: Iterable<Link>): void {
    const now = this.current();
    for (const link of links) {
      for (const kind of this.#entries.get(link.id)?.follows ?? []) {
        const sender = link.senders[kind];
        if (sender && sender.track !== now[kind] && now[kind]) {
          // A closed connection refuses; its link is being torn down.
          sender.replaceTrack(now[kind]).catch(() => {});
        }
      }
    }
  }

  /** A transcoding link stops sending by its encoding, not by its track. */
  setActive(link: Link, on: boolean): Promise<void> {
    if (link.side !== 'down' || link.way !== 'transcode') return Promise.resolve();
    // One after the other: the second of two at once would be refused, and be the one that counts.
    const before = this.#activating.get(link) ?? Promise.resolve();
    const done = before.then(() => this.#activate(link, on));
    this.#activating.set(link, done);
    return done;
  }

  async #activate(link: Link, on: boolean): Promise<void> {
    for (const sender of Object.values(link.senders)) {
      const parameters = sender.getParameters();
      for (const encoding of parameters.encodings ?? []) encoding.active = on;
      await sender.setParameters(parameters).catch(() => {});
    }
  }

  release(link: string): void {
    const entry = this.#entries.get(link);
    entry?.video?.close();
    entry?.audio?.close();
    this.#entries.delete(link);
  }
}
