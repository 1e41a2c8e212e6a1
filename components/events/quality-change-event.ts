import { CastoEvent } from './casto-event.js';

/** `casto-qualitychange`: `quality` has changed, by the person, the page or a new channel. */
export class CastoQualityChangeEvent extends CastoEvent<{ from: string; to: string }> {
  constructor(detail: { from: string; to: string }) {
    super('casto-qualitychange', detail);
  }
}
