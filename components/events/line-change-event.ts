import { CastoEvent } from './casto-event.js';

/** What a player's line carries: all of the stream, not every frame, the small picture; empty while nobody feeds it. */
export type PlayerLine = '' | 'good' | 'fewer' | 'small';

export interface LineChange {
  from: PlayerLine;
  to: PlayerLine;
  /** What keeps the rest back: this page's own line, or what the page that feeds it may give. */
  limitedBy: 'link' | 'upload' | null;
}

/** `casto-linechange`: the line carries more or less of the stream than before. */
export class CastoLineChangeEvent extends CastoEvent<LineChange> {
  constructor(detail: LineChange) {
    super('casto-linechange', detail);
  }
}
