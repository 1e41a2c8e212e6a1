/** Moves the level bars of a shadow root with the microphone, frame by frame. */
import { LevelMeter } from '../../../src/studio/devices/level-meter.js';

/** Speech falls off slowly, so that a glance catches it. */
const FALL = 0.06;
/** How often assistive technology is given a new value, milliseconds. */
const VALUE_MS = 500;
/** A voice, and not the hum of a room; remembered this long, ms. */
const HEARD = 0.2;
const HEARD_MS = 4000;

export class LevelDisplay {
  #meter: LevelMeter | null = null;
  #frame = 0;
  #shown = 0;
  #valueAt = 0;
  #heardAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly root: () => ParentNode | null) {}

  /** What is measured; null: nothing, and nothing is held. */
  show(track: MediaStreamTrack | null): void {
    if (!track || typeof AudioContext === 'undefined') {
      this.close();
      return;
    }
    this.#meter ??= new LevelMeter();
    this.#meter.measure(track);
    if (this.#frame === 0) this.#frame = requestAnimationFrame(this.#draw);
  }

  close(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#meter?.close();
    this.#meter = null;
    this.#shown = 0;
    this.#paint(0);
  }

  readonly #draw = (at: number): void => {
    this.#frame = requestAnimationFrame(this.#draw);
    this.#shown = Math.max(this.#meter?.read() ?? 0, this.#shown - FALL);
    this.#paint(this.#shown);
    if (this.#shown > HEARD) this.#heardAt = at;
    for (const each of this.root()?.querySelectorAll('.hears') ?? []) {
      each.toggleAttribute('data-heard', at - this.#heardAt < HEARD_MS);
    }
    if (at - this.#valueAt < VALUE_MS) return;
    this.#valueAt = at;
    for (const meter of this.root()?.querySelectorAll('[role=meter]') ?? []) {
      meter.setAttribute('aria-valuenow', String(Math.round(this.#shown * 100)));
    }
  };

  #paint(level: number): void {
    const width = (level * 100).toFixed(1);
    for (const bar of this.root()?.querySelectorAll('.level-fill') ?? []) {
      if (bar.getAttribute('width') !== width) bar.setAttribute('width', width);
    }
  }
}
