/** A video file as a source, fetched when one is chosen. */
export { openFile } from '../../src/media/capture-file.js';
