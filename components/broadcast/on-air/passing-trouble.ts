/** What a person asked for and did not get: told for a while, and no longer than until something else is shown. */
import type { CastoError } from '../../../src/base/errors.js';

/** Long enough to be read twice. */
export const PASSING = { ms: 12_000 };

export class PassingTrouble {
  error: CastoError | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly over: () => void) {}

  set(error: CastoError): void {
    this.clear();
    this.error = error;
    this.#timer = setTimeout(() => {
      this.error = null;
      this.over();
    }, PASSING.ms);
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.error = null;
  }
}
