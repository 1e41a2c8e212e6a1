/** The player's controls, in the order of the bar. */
import { captions } from './buttons/captions.js';
import { fullscreen } from './buttons/fullscreen.js';
import { help } from './buttons/help.js';
import { more } from './buttons/more.js';
import { mute } from './buttons/mute.js';
import { pictureInPicture } from './buttons/picture-in-picture.js';
import { play } from './buttons/play.js';
import { quality } from './buttons/quality.js';
import { relay } from './buttons/relay.js';
import { share } from './buttons/share.js';
import type { Control } from './control.js';

/** Before the title. */
export const LEADING: readonly Control[] = [play, mute];
/** After it. */
export const TRAILING: readonly Control[] = [
  relay,
  captions,
  quality,
  share,
  help,
  pictureInPicture,
  more,
  fullscreen,
];
export const CONTROLS: readonly Control[] = [...LEADING, ...TRAILING];
