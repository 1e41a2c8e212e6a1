/** What test pages have as `window.harness`. Plain ES modules without bare imports. */
import { amplitude } from './amplitude.js';
import { plainConnection } from './plain-connection.js';
import { type LengthPrefixedReader, readFrames, readPicture } from './read-frames.js';
import { readMotion } from './read-motion.js';
import { avOffsetMs, readTone, type ToneReader } from './read-tone.js';
import { type SoundSampler, sampleSound } from './sample-sound.js';
import { installSource, type Source } from './source.js';

export interface PageHarness {
  installSource: typeof installSource;
  readFrames: typeof readFrames;
  readPicture: typeof readPicture;
  amplitude: typeof amplitude;
  readTone: typeof readTone;
  avOffsetMs: typeof avOffsetMs;
  readMotion: typeof readMotion;
  sampleSound: typeof sampleSound;
  plainConnection: typeof plainConnection;
  /** Places for what one `evaluate` makes and a later one uses. */
  source?: Source;
  frames?: LengthPrefixedReader;
  tone?: ToneReader;
  sound?: SoundSampler;
  /** Errors that reached the window, for tests to look at. */
  errors: string[];
}

declare global {
  interface Window {
    harness: PageHarness;
  }
}

const errors: string[] = [];
addEventListener('error', (event) => errors.push(String(event.message)));
addEventListener('unhandledrejection', (event) => errors.push(String(event.reason)));

window.harness = {
  installSource,
  readFrames,
  readPicture,
  amplitude,
  readTone,
  avOffsetMs,
  readMotion,
  sampleSound,
  plainConnection,
  errors,
};
