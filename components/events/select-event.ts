import { CastoEvent } from './casto-event.js';

/** `casto-select`: a channel of the directory was picked. Cancelling it stops a link's navigation. */
export class CastoSelectEvent extends CastoEvent<{ channelId: string }> {
  constructor(channelId: string) {
    super('casto-select', { channelId }, true);
  }
}
