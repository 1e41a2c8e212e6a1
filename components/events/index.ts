/** Every event of the elements, for handlers that stand alone and for `instanceof`. */
export { type BeforeDetail, CastoBeforeEvent } from './before-event.js';
export { type BeforeShareDetail, CastoBeforeShareEvent } from './before-share-event.js';
export { CastoErrorEvent } from './error-event.js';
export { CastoLineChangeEvent, type LineChange } from './line-change-event.js';
export { CastoMissingEvent, type MissingDetail } from './missing-event.js';
export { CastoParentChangeEvent } from './parent-change-event.js';
export { CastoQualityChangeEvent } from './quality-change-event.js';
export { CastoRecordingEvent, type RecordingDetail } from './recording-event.js';
export { CastoRelayChangeEvent } from './relay-change-event.js';
export { CastoSelectEvent } from './select-event.js';
export { CastoSourceChangeEvent } from './source-change-event.js';
export { CastoStateChangeEvent } from './state-change-event.js';
export { CastoViewersEvent } from './viewers-event.js';
