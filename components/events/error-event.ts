import type { CastoError } from '../../src/errors.js';

/** `error`: the element's `error` has been set. Like the native event, it does not bubble. */
export class CastoErrorEvent extends Event {
  readonly error: CastoError;

  constructor(error: CastoError) {
    super('error');
    this.error = error;
  }

  get message(): string {
    return this.error.message;
  }
}
