/**
 * What a studio has besides its buttons, fetched when one is shown: the level of the microphone, files that are
 * dropped onto it, and what turns a phone's camera round. Without it the bars rest, and a file or a camera is chosen.
 */
export { onFileDrop } from '../broadcast/drop-target.js';
export { flipButton } from '../broadcast/flip-camera.js';
export { LevelDisplay } from '../broadcast/level-display.js';
