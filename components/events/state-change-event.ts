import { CastoEvent } from './casto-event.js';

/** `casto-statechange`: the element's `state` has changed. */
export class CastoStateChangeEvent<State extends string = string> extends CastoEvent<{
  from: State;
  to: State;
}> {
  constructor(detail: { from: State; to: State }) {
    super('casto-statechange', detail);
  }
}
