/** Shows what another element of this page has of a channel already, in place of a tree of one's own. */
import type { ViewState } from '../../base/types.js';
import { liveTracks } from '../../media/tracks/live-tracks.js';
import { showTracks } from '../../media/tracks/show-tracks.js';
import { followHere, type Here } from './live-here.js';

/**
 * What a player beside tells: of a viewing what that one tells, of a broadcast whether there is something to see or
 * to hear.
 */
export function stateBeside({ own, state, stream }: Here): ViewState | 'resting' {
  if (!own) return state as ViewState;
  const { video, audio } = liveTracks(stream);
  return video || audio ? 'playing' : 'resting';
}

export interface BesideEvents {
  /** At the first, and at every change of stream, tracks, viewers or state. */
  shown(here: Here): void;
  /** The stream is about to be empty. */
  going(): void;
  /** The other has gone, and the stream is empty. */
  gone(): void;
}

export class Beside {
  #here: Here | null = null;
  #leave: (() => void) | null = null;

  /** @param stream gets the other's tracks */
  constructor(
    private readonly stream: MediaStream,
    private readonly events: BesideEvents,
  ) {}

  /** What is shown; null: nothing. */
  get here(): Here | null {
    return this.#here;
  }

  /** False when this page has no such channel. */
  follow(channelId: string): boolean {
    const leave = followHere(channelId, (here) => {
      if (here) {
        this.#here = here;
        showTracks(this.stream, here.stream?.getTracks() ?? []);
        this.events.shown(here);
      } else {
        this.leave();
        this.events.gone();
      }
    });
    // A listener of the first may have left at once, as a page does that closes its player then.
    if (this.#here) this.#leave = leave;
    else leave?.();
    return leave !== null;
  }

  leave(): void {
    if (!this.#here) return;
    this.events.going();
    this.#leave?.();
    this.#leave = this.#here = null;
    showTracks(this.stream, []);
  }
}
