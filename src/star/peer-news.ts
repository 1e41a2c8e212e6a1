/** What the one who runs a star wants to know of the stars that it was given: once, and not at every try. */
import type { CastoError } from '../base/errors.js';
import { reasonOf, withReason } from './reason.js';

export class PeerNews {
  /** The kinds of trouble that were told of a peer since it was there last. */
  readonly #told = new Map<string, Set<string>>();
  readonly #tell: (sentence: string) => void;

  constructor(tell: (sentence: string) => void) {
    this.#tell = tell;
  }

  /** An attempt to reach the peer has ended; `error` is null when it is connected. */
  tried(peer: string, error: CastoError | null): void {
    const told = this.#told.get(peer) ?? new Set();
    if (error === null) {
      if (this.#told.delete(peer)) this.#tell(`peer ${peer}: it is there now`);
      return;
    }
    // Not by the text: that is the other side's in part, and may differ at every try.
    const kind = `${error.code} ${reasonOf(error)}`;
    if (told.has(kind)) return;
    this.#told.set(peer, told.add(kind));
    this.#tell(`peer ${peer}: ${withReason(error.message, error)}. Trying again until it is there`);
  }
}
