/** Reads the statistics now and then, for the badge, the sharing indicator and `:state(relaying)`. */
import type { CastoStats } from '../../../src/base/types.js';
import { type Exchange, ExchangeMeter } from './exchange.js';

/** How often the figures on the screen are brought up to date, milliseconds. */
const READ_MS = 2000;
/** Where nobody looks, one turn in this many is enough. */
const UNSEEN_TURNS = 3;

export interface ExchangeSource {
  /** There is something to measure. */
  active(): boolean;
  /** The figures are on the screen. */
  seen(): boolean;
  read(): Promise<CastoStats>;
  changed(): void;
}

export class ExchangeWatch {
  /** Null while nothing is watched. */
  current: Exchange | null = null;
  #source: ExchangeSource;
  #meter = new ExchangeMeter();
  #timer: ReturnType<typeof setInterval> | undefined;
  #turn = 0;
  /** What a reading began for; another channel begins another period. */
  #period = 0;
  #reading = false;

  constructor(source: ExchangeSource) {
    this.#source = source;
  }

  start(): void {
    clearInterval(this.#timer);
    this.#timer = setInterval(this.#tick, READ_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.forget();
  }

  /** Another channel, or none: what was given belongs to the old one. */
  forget(): void {
    this.#period++;
    this.#meter.reset();
    this.#turn = 0;
    this.#set(null);
  }

  /** Reads at once: somebody has opened the panel that shows it. */
  refresh(): void {
    if (this.#reading || !this.#source.active()) return;
    this.#reading = true;
    const period = this.#period;
    this.#source
      .read()
      .then(
        (stats) => {
          const valid = period === this.#period && this.#source.active();
          if (valid) this.#set(this.#meter.read(stats));
        },
        () => this.#set(null),
      )
      .finally(() => {
        this.#reading = false;
      });
  }

  readonly #tick = (): void => {
    if (!this.#source.active()) {
      this.#set(null);
      return;
    }
    if (!this.#source.seen() && this.#turn++ % UNSEEN_TURNS !== 0) return;
    this.refresh();
  };

  #set(exchange: Exchange | null): void {
    if (!exchange && !this.current) return;
    this.current = exchange;
    this.#source.changed();
  }
}
