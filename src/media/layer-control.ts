/**
 * How many temporal layers a child's link can carry. Fewer frames beat late frames; dropping the
 * upper layers never breaks the picture, since nothing lower refers to them (w3c/webrtc-svc, L1T2).
 */

/** The estimate must exceed what a layer needs by this much before the layer is added. */
const HEADROOM_UP = 1.25;
/** And stay there this long, so that nothing flaps. */
const HOLD_UP_MS = 8_000;
/** A layer is dropped at once when the estimate falls below its need times this. */
const HEADROOM_DOWN = 1.0;

export const ALL_LAYERS = 3;

export class LayerControl {
  /** Highest layer passed on; 3 means all. */
  max = ALL_LAYERS;
  #goodSince: number | null = null;

  /**
   * @param availableBps what the link can carry, bits per second; Infinity while nothing limits it
   * @param layersBps bits per second of each temporal layer (audio counted with the first)
   * @returns true when `max` changed
   */
  update(availableBps: number, layersBps: readonly number[], now: number): boolean {
    const top = topLayer(layersBps);
    const current = Math.min(this.max, top);
    const fitting = highestFitting(layersBps, availableBps / HEADROOM_DOWN);
    if (fitting < current) {
      this.#goodSince = null;
      return this.#set(fitting);
    }
    if (this.max >= top) return top < ALL_LAYERS ? false : this.#set(ALL_LAYERS);
    const better = highestFitting(layersBps, availableBps / HEADROOM_UP);
    if (better <= current) {
      this.#goodSince = null;
      return false;
    }
    this.#goodSince ??= now;
    if (now - this.#goodSince < HOLD_UP_MS) return false;
    this.#goodSince = null;
    return this.#set(current + 1 >= top ? ALL_LAYERS : current + 1);
  }

  #set(max: number): boolean {
    if (max === this.max) return false;
    this.max = max;
    return true;
  }
}

/** Index of the highest layer that carries anything. */
function topLayer(layersBps: readonly number[]): number {
  for (let layer = layersBps.length - 1; layer > 0; layer--)
    if (layersBps[layer]! > 0) return layer;
  return 0;
}

/** The base layer always goes: without it there is no picture at all. */
function highestFitting(layersBps: readonly number[], budgetBps: number): number {
  let sum = layersBps[0] ?? 0;
  let fitting = 0;
  for (let layer = 1; layer < layersBps.length; layer++) {
    sum += layersBps[layer]!;
    if (sum > budgetBps) break;
    fitting = layer;
  }
  return fitting;
}
