/** What comes with the first source: what opens it, and what follows when the share of a screen is stopped. */
export { CaptureDesk } from '../../src/media/capture-desk.js';
export { ShareEnd } from './share-end.js';
