import { CastoEvent } from './casto-event.js';

/** `person`: by the studio; `page`: by a call, or by `autostart`. */
export interface BeforeDetail {
  by: 'person' | 'page';
}

/**
 * `casto-beforestart`, `casto-beforestop`, `casto-beforerecord`: this is about to happen. Cancelling it keeps it
 * from happening. `detail.by` lets a listener that asks the person tell its own call of `stop()` from the button.
 */
export class CastoBeforeEvent extends CastoEvent<BeforeDetail> {
  constructor(
    type: 'casto-beforestart' | 'casto-beforestop' | 'casto-beforerecord',
    by: BeforeDetail['by'],
  ) {
    super(type, { by }, true);
  }
}
