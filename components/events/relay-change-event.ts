import { CastoEvent } from './casto-event.js';

/** `casto-relaychange`: the person has allowed or forbidden passing the stream on. */
export class CastoRelayChangeEvent extends CastoEvent<{ relay: 'auto' | 'off' }> {
  constructor(relay: 'auto' | 'off') {
    super('casto-relaychange', { relay });
  }
}
