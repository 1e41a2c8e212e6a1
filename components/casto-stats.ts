/** Registers `<casto-stats>`. */
import { define } from './define.js';
import { CastoStatsElement } from './stats/stats-element.js';

define('casto-stats', CastoStatsElement);

declare global {
  interface HTMLElementTagNameMap {
    'casto-stats': CastoStatsElement;
  }
}

export type { CastoStats, EdgeStats } from '../src/base/types.js';
export type { StatsMode } from './stats/stats-element.js';
export { CastoStatsElement };
