import { CastoEvent } from './casto-event.js';

/** `casto-sourcechange`: `source` has changed, by the page, the person or the end of a share. */
export class CastoSourceChangeEvent<Source extends string = string> extends CastoEvent<{
  from: Source;
  to: Source;
}> {
  constructor(detail: { from: Source; to: Source }) {
    super('casto-sourcechange', detail);
  }
}
