/** Registers `<casto-broadcast>`. */

import { CastoBroadcast } from './broadcast/broadcast-element.js';
import { define } from './define.js';

define('casto-broadcast', CastoBroadcast);

declare global {
  interface HTMLElementTagNameMap {
    'casto-broadcast': CastoBroadcast;
  }
}

export { CastoBroadcast };
