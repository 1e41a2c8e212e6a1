/** What comes with the first source: what opens it, and what follows when the share of a screen is stopped. */
export { CaptureController } from '../../../src/studio/capture/capture-controller.js';
export { ShareEnd } from './share-end.js';
