/** `casto-viewers`: the number of viewers of the whole channel has changed. */
export class CastoViewersEvent extends CustomEvent<{ viewers: number }> {
  constructor(viewers: number) {
    super('casto-viewers', { detail: { viewers }, bubbles: true, composed: true });
  }
}
