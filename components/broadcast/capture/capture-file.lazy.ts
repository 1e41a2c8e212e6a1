/** A video file as a source, fetched when one is chosen. */
export { openFile } from '../../../src/studio/capture/file-source.js';
