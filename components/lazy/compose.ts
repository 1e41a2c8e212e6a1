/** Pictures that are made here: screen and camera as one, and what stands in for a screen. Fetched when needed. */
export { compose } from '../../src/media/compose.js';
export { slate } from '../../src/media/slate.js';
