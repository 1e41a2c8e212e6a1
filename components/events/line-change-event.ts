import { CastoEvent } from './casto-event.js';

/** What a player's line carries; empty while nobody feeds it. */
export interface LineChange {
  from: '' | 'good' | 'fewer' | 'small';
  to: '' | 'good' | 'fewer' | 'small';
  /** What keeps the rest back: this page's own line, or what the page that feeds it may give. */
  limitedBy: 'link' | 'upload' | null;
}

/** `casto-linechange`: the line carries more or less of the stream than before. */
export class CastoLineChangeEvent extends CastoEvent<LineChange> {
  constructor(detail: LineChange) {
    super('casto-linechange', detail);
  }
}
