/**
 * What a viewer sees: one MediaStream for the whole life, whose tracks are those of the current
 * parent, and exact measurements of what was presented.
 */
import type { Kind } from '../../media/frames/encoded-frames.js';
import { ageOf } from '../../media/frames/frame-trailer.js';
import type { Link } from '../../media/link/link.js';
import { showTracks } from '../../media/tracks/show-tracks.js';
import type { ForwarderClient } from '../../media/worker-client/forwarder-client.js';
import { type BroadcasterClock, localUnixMs } from '../peer/broadcaster-clock.js';

/** Presentation times kept to find the longest gap around a switch, milliseconds. */
const GAP_MEMORY_MS = 10_000;
const LATENCY_EVERY_MS = 250;
const SMOOTHING = 0.3;

export interface PlayoutEvents {
  /** A frame is seen. */
  presented(): void;
  /** The tracks that are shown still have their last picture; next they end or go. */
  going(): void;
}

export class Playout {
  readonly stream: MediaStream;
  /** Capture to presentation, milliseconds; 0 while unknown. */
  latencyMs = 0;
  /** performance.now() of the first frame presented (or decoded, without a video element). */
  firstFrameAt: number | null = null;
  #link: Link | null = null;
  #kinds: Record<Kind, boolean> = { video: true, audio: true };
  #video: HTMLVideoElement | null = null;
  #callback = 0;
  #presented: number[] = [];
  #latencyAt = 0;

  constructor(
    private readonly forwarder: ForwarderClient,
    private readonly clock: BroadcasterClock,
    stream: MediaStream,
    private readonly events: PlayoutEvents,
  ) {
    this.stream = stream;
  }

  get link(): Link | null {
    return this.#link;
  }

  tracks(): Record<Kind, MediaStreamTrack | null> {
    return {
      video: this.#link?.tracks.video ?? null,
      audio: this.#link?.tracks.audio ?? null,
    };
  }

  /** Shows this link's tracks; the stream object stays. */
  show(link: Link): void {
    if (link !== this.#link) {
      link.on('closing', () => {
        if (link === this.#link) this.events.going();
      });
    }
    this.#link = link;
    this.#sync();
  }

  /**
   * Which kinds the channel has: a track that never gets a frame would stall the element. While it has none the
   * last picture stays.
   */
  setKinds(video: boolean, audio: boolean): void {
    if (!video && !audio) return;
    this.#kinds = { video, audio };
    this.#sync();
  }

  #sync(): void {
    const wanted: MediaStreamTrack[] = [];
    for (const kind of ['video', 'audio'] as const) {
      const track = this.#link?.tracks[kind];
      if (track && this.#kinds[kind]) wanted.push(track);
    }
    showTracks(this.stream, wanted);
  }

  attachVideo(video: HTMLVideoElement | null): void {
    if (video === this.#video) return;
    this.#video?.cancelVideoFrameCallback?.(this.#callback);
    this.#video = video;
    this.#watch();
  }

  get hasVideo(): boolean {
    return this.#video !== null && typeof this.#video.requestVideoFrameCallback === 'function';
  }

  /** There is a video that is about to show what comes: browsers tell nothing of hidden and paused ones. */
  get presents(): boolean {
    return this.hasVideo && !this.#video?.paused && document.visibilityState === 'visible';
  }

  #watch(): void {
    const video = this.#video;
    if (!video?.requestVideoFrameCallback) return;
    this.#callback = video.requestVideoFrameCallback((_now, metadata) => {
      if (video !== this.#video) return;
      this.#note(metadata.presentationTime ?? performance.now());
      if (metadata.rtpTimestamp !== undefined) {
        void this.#measure(metadata.rtpTimestamp, metadata.expectedDisplayTime);
      }
      this.#watch();
    });
  }

  #note(at: number): void {
    const now = performance.now();
    this.firstFrameAt ??= now;
    this.#presented.push(at);
    while (this.#presented[0] !== undefined && now - this.#presented[0] > GAP_MEMORY_MS) {
      this.#presented.shift();
    }
    this.events.presented();
  }

  async #measure(rtpTimestamp: number, displayedAt: number): Promise<void> {
    const now = performance.now();
    if (now - this.#latencyAt < LATENCY_EVERY_MS || !this.#link) return;
    this.#latencyAt = now;
    const displayedUnix = localUnixMs() - now + displayedAt + this.clock.offsetMs;
    const found = await this.forwarder.captured(this.#link.id, rtpTimestamp);
    if (!found || found.estimated) return;
    const latency = ageOf(found.captureMs, displayedUnix);
    this.latencyMs =
      this.latencyMs === 0 ? latency : this.latencyMs * (1 - SMOOTHING) + latency * SMOOTHING;
  }

  /** performance.now() of the newest presented frame, or null. */
  get lastPresentedAt(): number | null {
    return this.#presented.at(-1) ?? null;
  }

  /** Longest time between two presented frames since `since` (performance.now()), milliseconds. */
  longestGapSince(since: number): number {
    let longest = 0;
    let before: number | null = null;
    for (const at of this.#presented) {
      if (before !== null && at >= since) longest = Math.max(longest, at - before);
      before = at;
    }
    return longest;
  }

  close(): void {
    if (this.#link?.closed === false) this.events.going();
    this.attachVideo(null);
    showTracks(this.stream, []);
    this.#link = null;
  }
}
