/**
 * What is wrong with a broadcast at present. Each trouble has a key of its own, and only who reports under that
 * key takes it back: none hides another for good, and none clears another. Pure.
 */
import type { CastoError } from '../../base/errors.js';

export interface TroublesPort {
  /** New, or another reason than before. */
  told(error: CastoError): void;
  /** What was told by this error is over, or has given way to another reason. */
  over(error: CastoError): void;
}

export class Troubles<Key extends string> {
  readonly #held = new Map<Key, CastoError>();

  /** @param order of gravity, the gravest first */
  constructor(
    private readonly order: readonly Key[],
    private readonly port: TroublesPort,
  ) {}

  /** Those that last, the gravest first. */
  get all(): CastoError[] {
    return this.order.flatMap((key) => this.#held.get(key) ?? []);
  }

  get current(): CastoError | null {
    return this.all[0] ?? null;
  }

  has(key: Key): boolean {
    return this.#held.has(key);
  }

  /** Null takes it back. The same again is no news. */
  set(key: Key, error: CastoError | null): void {
    const before = this.#held.get(key) ?? null;
    if (before === error || (before && error && isSame(before, error))) return;
    if (error) this.#held.set(key, error);
    else this.#held.delete(key);
    if (before) this.port.over(before);
    if (error) this.port.told(error);
  }

  /** The part that watched them is gone; the next one reports again what lasts. */
  clear(...but: readonly Key[]): void {
    for (const key of this.order) if (!but.includes(key)) this.set(key, null);
  }
}

const isSame = (a: CastoError, b: CastoError): boolean =>
  a.code === b.code && a.message === b.message && a.device === b.device;
