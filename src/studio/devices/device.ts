/** What is known of one device, and of the track that it gives. */
import type { CaptureDevice } from '../../base/errors.js';

export type CaptureKind = CaptureDevice;

/** A device as it is remembered: ids change when a page's data is cleared, labels stay. */
export interface DeviceChoice {
  deviceId: string;
  label: string;
  /** Asked for in place of one device: whichever looks there. */
  facing?: 'user' | 'environment';
}

/** A track with the stream that the browser gave it in. */
export interface Held {
  track: MediaStreamTrack;
  stream: MediaStream;
}

export function isLive(track: MediaStreamTrack | null | undefined): boolean {
  return track?.readyState === 'live';
}

/** How the sound of a microphone is treated. */
export const SOUNDS = ['voice', 'music'] as const;

export type Sound = (typeof SOUNDS)[number];
