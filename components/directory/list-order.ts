/** Most watched first; but nothing moves under a pointer or around the focus. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ChannelRecord } from '../../src/network/api.js';

export class ListOrder implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  #pointed = false;
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

  /** What has come while somebody is in the list stands at its end. */
  sort(channels: readonly ChannelRecord[]): ChannelRecord[] {
    const still = this.#pointed || this.#host.shadowRoot?.activeElement;
    const places = new Map(still ? this.#last.map((id, place) => [id, place]) : []);
    const placeOf = ({ channelId }: ChannelRecord): number => places.get(channelId) ?? places.size;
    // The rest is in the order in which the star heard them; what they say of their start counts not.
    const sorted = [...channels].sort((a, b) => placeOf(a) - placeOf(b) || b.viewers - a.viewers);
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
