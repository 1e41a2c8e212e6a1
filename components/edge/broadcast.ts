/** `casto/broadcast` at the edge. */
export {
  CastoBeforeEvent,
  CastoBeforeShareEvent,
  CastoErrorEvent,
  CastoMissingEvent,
  CastoRecordingEvent,
  CastoSourceChangeEvent,
  CastoStateChangeEvent,
  CastoViewersEvent,
} from '../events/index.js';
export { CastoBroadcast } from './elements.js';
