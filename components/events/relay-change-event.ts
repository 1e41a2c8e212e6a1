/** `casto-relaychange`: the person has allowed or forbidden passing the stream on. */
export class CastoRelayChangeEvent extends CustomEvent<{ relay: 'auto' | 'off' }> {
  constructor(relay: 'auto' | 'off') {
    super('casto-relaychange', { detail: { relay }, bubbles: true, composed: true });
  }
}
