import type { ParentChange } from '../../src/session/api.js';

/** `casto-parentchange`: another peer feeds this page now. `gapMs` is the longest still picture. */
export class CastoParentChangeEvent extends CustomEvent<ParentChange> {
  constructor(detail: ParentChange) {
    super('casto-parentchange', { detail, bubbles: true, composed: true });
  }
}
