/** `casto-statechange`: the element's `state` has changed. */
export class CastoStateChangeEvent<State extends string = string> extends CustomEvent<{
  from: State;
  to: State;
}> {
  constructor(detail: { from: State; to: State }) {
    super('casto-statechange', { detail, bubbles: true, composed: true });
  }
}
