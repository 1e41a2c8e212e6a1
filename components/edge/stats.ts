/** `casto/stats` at the edge. */
export { CastoStatsElement } from './elements.js';
