/** Registers `<casto-player>`. */
import { define } from './define.js';
import { CastoPlayer } from './player/player-element.js';

define('casto-player', CastoPlayer);

declare global {
  interface HTMLElementTagNameMap {
    'casto-player': CastoPlayer;
  }
}

export { CastoPlayer };
