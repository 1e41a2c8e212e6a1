import type { ParentChange } from '../../src/session/api.js';
import { CastoEvent } from './casto-event.js';

/** `casto-parentchange`: another peer feeds this page now. `gapMs` is the longest still picture. */
export class CastoParentChangeEvent extends CastoEvent<ParentChange> {
  constructor(detail: ParentChange) {
    super('casto-parentchange', detail);
  }
}
