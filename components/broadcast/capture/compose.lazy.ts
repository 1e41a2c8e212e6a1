/** Pictures that are made here: screen and camera as one, and what stands in for a screen. Fetched when needed. */

export { slate } from '../../../src/studio/capture/slate.js';
export { compose } from '../../../src/studio/compose/compose.js';
