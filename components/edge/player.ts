/** `casto/player` at the edge. */
export {
  CastoBeforeShareEvent,
  CastoErrorEvent,
  CastoLineChangeEvent,
  CastoParentChangeEvent,
  CastoQualityChangeEvent,
  CastoRelayChangeEvent,
  CastoStateChangeEvent,
  CastoViewersEvent,
} from '../events/index.js';
export { CastoPlayer } from './elements.js';
