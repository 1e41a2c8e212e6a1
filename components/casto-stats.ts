/** Registers `<casto-stats>`. */
import { define } from './define.js';
import { CastoStatsElement } from './stats/stats-element.js';

define('casto-stats', CastoStatsElement);

declare global {
  interface HTMLElementTagNameMap {
    'casto-stats': CastoStatsElement;
  }
}

export { CastoStatsElement };
