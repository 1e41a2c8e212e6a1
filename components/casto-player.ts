/** Registers `<casto-player>`. */
import { define } from './define.js';
import { CastoPlayer } from './player/player-element.js';

define('casto-player', CastoPlayer);

declare global {
  interface HTMLElementTagNameMap {
    'casto-player': CastoPlayer;
  }
}

export type { Quality, ViewState } from '../src/base/types.js';
export { type BeforeShareDetail, CastoBeforeShareEvent } from './events/before-share-event.js';
export { CastoErrorEvent } from './events/error-event.js';
export { CastoLineChangeEvent, type LineChange } from './events/line-change-event.js';
export { CastoParentChangeEvent } from './events/parent-change-event.js';
export { CastoQualityChangeEvent } from './events/quality-change-event.js';
export { CastoRelayChangeEvent } from './events/relay-change-event.js';
export { CastoStateChangeEvent } from './events/state-change-event.js';
export { CastoViewersEvent } from './events/viewers-event.js';
export type { VideoRendition, VideoRenditions } from './player/panels/renditions.js';
export type { CastoPlayerEventMap } from './player/player-element.js';
export { CastoPlayer };
