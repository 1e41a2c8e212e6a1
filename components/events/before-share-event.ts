import { CastoEvent } from './casto-event.js';

export interface BeforeShareDetail {
  /** `copy`: to the clipboard; `system`: by the share dialog of the system. */
  way: 'copy' | 'system';
  /** A link, code of a frame, or code of the element. */
  kind: 'link' | 'frame' | 'tag';
  text: string;
}

/** `casto-beforeshare`: the person has asked for a link or code. Cancelling it leaves the sharing to the page. */
export class CastoBeforeShareEvent extends CastoEvent<BeforeShareDetail> {
  constructor(detail: BeforeShareDetail) {
    super('casto-beforeshare', detail, true);
  }
}
