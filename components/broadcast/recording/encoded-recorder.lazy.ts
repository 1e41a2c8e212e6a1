/** Local recording of what is sent, fetched when one is begun on air. */
export { EncodedRecorder } from '../../../src/studio/recording/encoded-recorder.js';
export { fitsFile } from '../../../src/studio/recording/webm-codecs.js';
