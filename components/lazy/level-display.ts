/** How loud the microphone is, fetched when there is one to measure. Without it the bars rest. */
export { LevelDisplay } from '../broadcast/level-display.js';
