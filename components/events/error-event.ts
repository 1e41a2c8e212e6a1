import type { CastoError } from '../../src/base/errors.js';

/**
 * The element's `error` has been set. It is told twice: as `error`, which stays at the element like that of a
 * `<video>`, and as `casto-error`, which bubbles and leaves shadow roots, so that a page can listen once for all.
 */
export class CastoErrorEvent extends CustomEvent<{ error: CastoError }> {
  constructor(error: CastoError, type: 'error' | 'casto-error' = 'error') {
    const goesUp = type !== 'error';
    super(type, { detail: { error }, bubbles: goesUp, composed: goesUp });
  }

  get error(): CastoError {
    return this.detail.error;
  }
  get message(): string {
    return this.error.message;
  }
}
