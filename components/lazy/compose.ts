/** Screen and camera as one picture, fetched when both are broadcast together. */
export { compose } from '../../src/media/compose.js';
