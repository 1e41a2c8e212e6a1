import { CastoEvent } from './casto-event.js';

/** `casto-viewers`: the number of viewers of the whole channel has changed. */
export class CastoViewersEvent extends CastoEvent<{ viewers: number }> {
  constructor(viewers: number) {
    super('casto-viewers', { viewers });
  }
}
