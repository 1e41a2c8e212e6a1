/** Local recording of what is shown, fetched when one is begun. */
export { Recorder } from '../../src/media/recorder.js';
