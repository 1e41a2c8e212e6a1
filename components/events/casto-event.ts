/** What every `casto-…` event has in common: it bubbles, and it leaves shadow roots. */
export class CastoEvent<Detail> extends CustomEvent<Detail> {
  constructor(type: string, detail: Detail, cancelable = false) {
    super(type, { detail, bubbles: true, composed: true, cancelable });
  }
}
