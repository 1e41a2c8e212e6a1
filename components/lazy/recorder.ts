/** Local recording, fetched when one is begun. */
export { Recorder } from '../../src/media/recorder.js';
