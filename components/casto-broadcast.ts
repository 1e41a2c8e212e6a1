/** Registers `<casto-broadcast>`. */
import { CastoBroadcast } from './broadcast/broadcast-element.js';
import { define } from './define.js';

define('casto-broadcast', CastoBroadcast);

declare global {
  interface HTMLElementTagNameMap {
    'casto-broadcast': CastoBroadcast;
  }
}

export type { BroadcastState } from '../src/base/types.js';
export type { Sound } from '../src/studio/devices/device.js';
export type { Source } from './broadcast/broadcast-core.js';
export type { CastoBroadcastEventMap } from './broadcast/broadcast-element.js';
export type { Mirror } from './broadcast/studio-state.js';
export { type BeforeDetail, CastoBeforeEvent } from './events/before-event.js';
export { type BeforeShareDetail, CastoBeforeShareEvent } from './events/before-share-event.js';
export { CastoErrorEvent } from './events/error-event.js';
export { CastoMissingEvent, type MissingDetail } from './events/missing-event.js';
export { CastoRecordingEvent, type RecordingDetail } from './events/recording-event.js';
export { CastoSourceChangeEvent } from './events/source-change-event.js';
export { CastoStateChangeEvent } from './events/state-change-event.js';
export { CastoViewersEvent } from './events/viewers-event.js';
export { CastoBroadcast };
