/** Numbers as people of a language write them. */

/** Written for what is not known. */
const UNKNOWN = '–';

export class Formats {
  readonly #lang: string;
  readonly #justStarted: string;
  readonly #rightToLeft: boolean;
  readonly #made = new Map<string, Intl.NumberFormat>();

  /** @param justStarted what an age below one minute is called */
  constructor(lang: string, justStarted: string, dir: 'ltr' | 'rtl' = 'ltr') {
    this.#lang = lang;
    this.#justStarted = justStarted;
    this.#rightToLeft = dir === 'rtl';
  }

  /** With at most this many decimals. */
  number(value: number, decimals = 0): string {
    return this.#format(`n${decimals}`, { maximumFractionDigits: decimals }).format(value);
  }

  /** Short, for a badge: 1.2K. */
  count(value: number): string {
    return this.#format('c', { notation: 'compact' }).format(value);
  }

  /** 0 to 1. */
  percent(fraction: number): string {
    return this.#format('p', { style: 'percent', maximumFractionDigits: 0 }).format(fraction);
  }

  /** Bits per second. */
  bitrate(bitsPerSecond: number): string {
    if (!(bitsPerSecond > 0)) return UNKNOWN;
    if (bitsPerSecond < 1e6) return this.#si(this.number(bitsPerSecond / 1e3), 'kbit/s');
    const megabits = this.#format('m', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
    return this.#si(megabits.format(bitsPerSecond / 1e6), 'Mbit/s');
  }

  /** A span in milliseconds; 0 means not known. */
  milliseconds(ms: number): string {
    if (!(ms > 0)) return UNKNOWN;
    return ms >= 10_000
      ? this.#si(this.number(ms / 1000, 1), 's')
      : this.#si(this.number(ms), 'ms');
  }

  /** How long ago, for a time given as Unix milliseconds. */
  age(since: number, now: number): string {
    const minutes = Math.floor(Math.max(0, now - since) / 60_000);
    if (minutes < 1) return this.#justStarted;
    if (minutes < 60) return this.#unit('minute', minutes);
    const hours = Math.floor(minutes / 60);
    if (hours >= 24) return this.#unit('day', Math.floor(hours / 24));
    return `${this.#unit('hour', hours)} ${this.#unit('minute', minutes % 60)}`;
  }

  /** A point in time, to the minute. */
  moment(time: Date): string {
    return time.toLocaleString(this.#lang, { dateStyle: 'medium', timeStyle: 'short' });
  }

  /** A running clock, 1:02:03, for a span in milliseconds. */
  clock(ms: number): string {
    const seconds = Math.floor(Math.max(0, ms) / 1000);
    const two = this.#format('t', { minimumIntegerDigits: 2, useGrouping: false });
    const hours = Math.floor(seconds / 3600);
    const rest = `${two.format(Math.floor(seconds / 60) % 60)}:${two.format(seconds % 60)}`;
    return hours > 0 ? `${this.number(hours)}:${rest}` : rest;
  }

  /** SI symbols are the same in all languages; in a text that runs the other way they would come first. */
  #si(number: string, symbol: string): string {
    const text = `${number} ${symbol}`;
    return this.#rightToLeft ? `\u2066${text}\u2069` : text;
  }

  #unit(unit: string, value: number): string {
    return this.#format(unit, { style: 'unit', unit, unitDisplay: 'short' }).format(value);
  }

  #format(key: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
    let format = this.#made.get(key);
    if (!format) {
      format = new Intl.NumberFormat(this.#lang, options);
      this.#made.set(key, format);
    }
    return format;
  }
}
