/**
 * What a studio has beside its buttons, fetched when one is shown: the level of the microphone, files that are
 * dropped onto it, and what turns a phone's camera round. Without it the bars rest, and a file or a camera is chosen.
 */
export { onFileDrop } from '../capture/drop-target.js';
export { LevelDisplay } from '../capture/level-display.js';
export { flipButton } from './flip-camera.js';
