/** Most watched or newest first; but nothing moves under a pointer or around the focus. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ChannelRecord } from '../../../src/wire/channel-record.js';

export class ListOrder implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  #pointed = false;
  #newest = false;
  #last: string[] = [];

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    this.#host.addEventListener('pointerenter', this.#enter);
    this.#host.addEventListener('pointerleave', this.#leave);
    this.#host.addEventListener('focusout', this.#leave);
  }

  hostDisconnected(): void {
    this.#pointed = false;
    this.#host.removeEventListener('pointerenter', this.#enter);
    this.#host.removeEventListener('pointerleave', this.#leave);
    this.#host.removeEventListener('focusout', this.#leave);
  }

  /** Somebody is in the list: nothing may move. */
  get still(): boolean {
    return this.#pointed || !!this.#host.shadowRoot?.activeElement;
  }

  /**
   * What has come while somebody is in the list stands at its end. Another order is somebody's wish, and comes at once.
   *
   * @param newest - by the start that the owners tell, else by viewers
   */
  sort(channels: readonly ChannelRecord[], newest: boolean): ChannelRecord[] {
    const still = this.still && newest === this.#newest;
    this.#newest = newest;
    const key = newest ? 'startedAt' : 'viewers';
    const places = new Map(still ? this.#last.map((id, place) => [id, place]) : []);
    const placeOf = ({ channelId }: ChannelRecord): number => places.get(channelId) ?? places.size;
    // Equals are in the order in which the star heard them.
    const sorted = [...channels].sort((a, b) => placeOf(a) - placeOf(b) || b[key] - a[key]);
    this.#last = sorted.map(({ channelId }) => channelId);
    return sorted;
  }

  readonly #enter = (): void => {
    this.#pointed = true;
  };

  readonly #leave = ({ type }: Event): void => {
    if (type === 'pointerleave') this.#pointed = false;
    this.#host.requestUpdate();
  };
}
