/** `casto/directory` at the edge. */
export { CastoErrorEvent, CastoSelectEvent } from '../events/index.js';
export { CastoDirectory } from './elements.js';
