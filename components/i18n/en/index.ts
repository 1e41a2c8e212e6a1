/** English: the texts that every other language falls back to, and the shape that they have. */
import { broadcast } from './broadcast.js';
import { common } from './common.js';
import { directory } from './directory.js';
import { errors } from './errors.js';
import { player } from './player.js';
import { share } from './share.js';
import { stats } from './stats.js';

export const english = { common, errors, player, broadcast, stats, directory, share };
