import type { CaptureDevice, CastoError } from '../../src/base/errors.js';
import { CastoEvent } from './casto-event.js';

export interface MissingDetail {
  missing: readonly CaptureDevice[];
  /** Why, one a device: see `error.device`. */
  errors: readonly CastoError[];
}

/** `casto-missing`: a device that is wanted is not there, or has come. */
export class CastoMissingEvent extends CastoEvent<MissingDetail> {
  constructor(errors: readonly CastoError[]) {
    const missing = errors.flatMap(({ device }) => device ?? []);
    super('casto-missing', { missing, errors });
  }
}
