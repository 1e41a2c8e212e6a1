/** What a down link's senders are fed with: dummies for forward and carry, real tracks to transcode. */

import { InTurn } from '../../base/in-turn.js';
import { traitsOf } from '../../base/relay-ways.js';
import type { RelayWay } from '../../base/types.js';
import type { Kind } from '../../media/frames/encoded-frames.js';
import {
  createDummyAudio,
  createDummyVideo,
  type DummyTrack,
} from '../../media/link/dummy-track.js';
import type { Link } from '../../media/link/link.js';
import { forceKeyFrame } from '../../media/link/peer-connection.js';
import type { SetTimer } from './heartbeat.js';
import { rtpCounters } from './rtp-counters.js';

export type Tracks = Record<Kind, MediaStreamTrack | null>;

/** However often a child asks. */
const KEY_FRAME_SPACING_MS = 300;

/** An encoder that has made no picture for this long has none to make, and the longest pause between two tries. */
const STILL_MS = [150, 2_400] as const;

interface Entry {
  video: DummyTrack | null;
  audio: DummyTrack | null;
  /** Senders whose track follows the feed: all of `transcode`, audio of `carry` without generator. */
  follows: Kind[];
}

export class DownMedia {
  readonly #entries = new Map<string, Entry>();
  readonly #keyFrameAt = new WeakMap<Link, number>();
  readonly #turns = new WeakMap<Link, InTurn>();

  /** By link, the one loop that looks whether its encoder has made a picture. */
  readonly #prompted = new Map<Link, symbol>();

  /**
   * @param current the tracks of the feed (or of the broadcaster's source)
   * @param still a link's picture rests, and somebody wants to see it: to be shown again
   */
  constructor(
    private readonly current: () => Tracks,
    private readonly setTimer: SetTimer,
    private readonly still: (link: Link, sender: RTCRtpSender) => void,
  ) {}

  /** Tracks for a new link; called again when the link changes its way while negotiating. */
  tracks(link: string, way: RelayWay): Tracks {
    this.release(link);
    if (traitsOf(way).reencodes) {
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
    if (link.side !== 'down' || !traitsOf(link.way).reencodes) return Promise.resolve();
    if (on) void this.#prompt(link);
    else this.#prompted.delete(link);
    return this.#inTurn(link, () => this.#activate(link, on));
  }

  /** A track that rests gives an encoder nothing, whatever is asked of it. */
  async #prompt(link: Link): Promise<void> {
    const sender = link.senders.video;
    if (!sender || this.#prompted.has(link)) return;
    const turn = Symbol();
    this.#prompted.set(link, turn);
    const before = await framesEncoded(sender);
    const look = async (pauseMs: number): Promise<void> => {
      const encoded = (await framesEncoded(sender)) > before;
      // Switched off meanwhile, and perhaps on again by a child that does so all the time.
      if (this.#prompted.get(link) !== turn) return;
      if (encoded || link.closed) {
        this.#prompted.delete(link);
        return;
      }
      if (this.current().video) this.still(link, sender);
      const next = Math.min(STILL_MS[1], pauseMs * 2);
      this.setTimer(pauseMs, () => void look(next));
    };
    this.setTimer(STILL_MS[0], () => void look(2 * STILL_MS[0]));
  }

  /** One after the other: of two settings at once the browser refuses the second, which is the one that counts. */
  #inTurn(link: Link, step: () => Promise<void>): Promise<void> {
    const turns = this.#turns.get(link) ?? new InTurn();
    this.#turns.set(link, turns);
    return turns.run(step).catch(() => {});
  }

  async #activate(link: Link, on: boolean): Promise<void> {
    for (const sender of Object.values(link.senders)) {
      const parameters = sender.getParameters();
      for (const encoding of parameters.encodings ?? []) encoding.active = on;
      await sender.setParameters(parameters).catch(() => {});
    }
  }

  /** A transcoding link has an encoder of its own; frames that its child passes on begin with its key frame. */
  keyFrame(link: Link): void {
    const now = performance.now();
    const sender = link.senders.video;
    if (
      !sender ||
      now - (this.#keyFrameAt.get(link) ?? -KEY_FRAME_SPACING_MS) < KEY_FRAME_SPACING_MS
    )
      return;
    this.#keyFrameAt.set(link, now);
    void this.#prompt(link);
    void this.#inTurn(link, () => forceKeyFrame(sender));
  }

  release(link: string): void {
    const entry = this.#entries.get(link);
    entry?.video?.close();
    entry?.audio?.close();
    this.#entries.delete(link);
  }
}

async function framesEncoded(sender: RTCRtpSender): Promise<number> {
  return (await rtpCounters(sender, 'outbound-rtp')).video.framesEncoded ?? 0;
}
