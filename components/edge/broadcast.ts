/** `casto/broadcast` at the edge. */
export {
  CastoErrorEvent,
  CastoMissingEvent,
  CastoRecordingEvent,
  CastoStateChangeEvent,
  CastoViewersEvent,
} from '../events/index.js';
export { CastoBroadcast } from './elements.js';
