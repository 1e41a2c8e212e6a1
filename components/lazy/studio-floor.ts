/**
 * What a studio has besides its buttons, fetched when one is shown: the level of the microphone, and files that are
 * dropped onto it. Without it the bars rest, and a file is chosen.
 */
export { onFileDrop } from '../broadcast/drop-target.js';
export { LevelDisplay } from '../broadcast/level-display.js';
