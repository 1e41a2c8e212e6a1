/** Local recording of what is shown, fetched when one is begun. */
export { Recorder } from '../../../src/studio/recording/recorder.js';
