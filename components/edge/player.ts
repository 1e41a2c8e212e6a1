/** `casto/player` at the edge. */
export {
  CastoErrorEvent,
  CastoParentChangeEvent,
  CastoRelayChangeEvent,
  CastoStateChangeEvent,
  CastoViewersEvent,
} from '../events/index.js';
export { CastoPlayer } from './elements.js';
