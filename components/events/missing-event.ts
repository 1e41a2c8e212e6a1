import type { CaptureDevice, CastoError } from '../../src/errors.js';

export interface MissingDetail {
  missing: readonly CaptureDevice[];
  /** Why, one a device: see `error.device`. */
  errors: readonly CastoError[];
}

/** `casto-missing`: a device that is wanted is not there, or has come. */
export class CastoMissingEvent extends CustomEvent<MissingDetail> {
  constructor(errors: readonly CastoError[]) {
    const missing = errors.flatMap(({ device }) => device ?? []);
    super('casto-missing', { detail: { missing, errors }, bubbles: true, composed: true });
  }
}
