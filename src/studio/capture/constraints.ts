/** What is asked of devices, and what they gave. */
import { createLog } from '../../base/log.js';
import type { DeviceChoice, Sound } from '../devices/device.js';

const log = createLog('studio:capture');

/** What is done to the sound of the microphone. What is not given follows from `sound`. */
export interface SoundConstraints {
  /** `voice`, the default: made for speech. `music`: as it is, in stereo. */
  sound?: Sound | undefined;
  echoCancellation?: boolean | undefined;
  noiseSuppression?: boolean | undefined;
  autoGain?: boolean | undefined;
}

export interface CaptureConstraints extends SoundConstraints {
  camera?: DeviceChoice | null;
  microphone?: DeviceChoice | null;
  /** Lines of the picture, as in “720p”. */
  height?: number | undefined;
  frameRate?: number | undefined;
}

/** 720p30: what one upload link of a home can feed to several children. */
const HEIGHT = 720;
const FRAME_RATE = 30;

/** `exact`: this device or an error; `ideal`: another one when it is gone. */
export type Insistence = 'exact' | 'ideal';

function deviceOf(
  choice: DeviceChoice | null | undefined,
  insistence: Insistence,
): Pick<MediaTrackConstraints, 'deviceId' | 'facingMode'> {
  if (choice?.facing) return { facingMode: { [insistence]: choice.facing } };
  if (!choice?.deviceId) return {};
  return {
    deviceId: insistence === 'exact' ? { exact: choice.deviceId } : { ideal: choice.deviceId },
  };
}

/** Size and rate alone, for a running track as well. */
export function formatConstraints(constraints: CaptureConstraints): MediaTrackConstraints {
  const height = constraints.height ?? HEIGHT;
  return {
    width: { ideal: Math.round((height * 16) / 9) },
    height: { ideal: height },
    frameRate: { ideal: constraints.frameRate ?? FRAME_RATE },
  };
}

/** A screen is sent as large as it is unless a height was asked for. */
export function screenConstraints(constraints: CaptureConstraints): MediaTrackConstraints {
  return {
    frameRate: { ideal: constraints.frameRate ?? FRAME_RATE },
    ...(constraints.height ? { height: { max: constraints.height } } : {}),
  };
}

export function cameraConstraints(
  constraints: CaptureConstraints,
  insistence: Insistence = 'ideal',
): MediaTrackConstraints {
  return { ...formatConstraints(constraints), ...deviceOf(constraints.camera, insistence) };
}

export function microphoneConstraints(
  constraints: CaptureConstraints,
  insistence: Insistence = 'ideal',
): MediaTrackConstraints {
  return { ...soundConstraints(constraints), ...deviceOf(constraints.microphone, insistence) };
}

/** The treatment of the sound alone, for a running track as well. */
export function soundConstraints(constraints: SoundConstraints): MediaTrackConstraints {
  const music = constraints.sound === 'music';
  return {
    echoCancellation: constraints.echoCancellation ?? !music,
    noiseSuppression: constraints.noiseSuppression ?? !music,
    autoGainControl: constraints.autoGain ?? !music,
    ...(music ? { channelCount: { ideal: 2 } } : {}),
  };
}

export const sameSound = (some: SoundConstraints, other: SoundConstraints): boolean =>
  JSON.stringify(soundConstraints(some)) === JSON.stringify(soundConstraints(other));

/**
 * Whether a running track treats its sound as asked. What the browser does not report is taken to be so.
 */
export function soundsAsAsked(track: MediaStreamTrack, constraints: SoundConstraints): boolean {
  const given = track.getSettings();
  const asked = soundConstraints(constraints);
  // A microphone that was opened for a voice is often mixed down to one channel.
  if (asked.channelCount && given.channelCount === 1) return false;
  return (['echoCancellation', 'noiseSuppression', 'autoGainControl'] as const).every(
    (name) => given[name] === undefined || given[name] === asked[name],
  );
}

/** What a device really gives; zeros where the browser does not say. */
export interface GivenFormat {
  width: number;
  height: number;
  frameRate: number;
}

export function givenFormat(track: MediaStreamTrack | null | undefined): GivenFormat | null {
  if (!track) return null;
  const { width = 0, height = 0, frameRate = 0 } = track.getSettings();
  return { width, height, frameRate: Math.round(frameRate) };
}

/** The shorter side counts, as in “720p”: a phone held upright gives 720 × 1280. */
export function fallsShort(given: GivenFormat, constraints: CaptureConstraints): boolean {
  const lines = Math.min(given.width, given.height);
  return (
    (constraints.height !== undefined && lines > 0 && lines < constraints.height) ||
    (constraints.frameRate !== undefined &&
      given.frameRate > 0 &&
      given.frameRate < constraints.frameRate - 1)
  );
}

/**
 * Asks a running track for another format, without a break. A device that cannot goes on as it is;
 * givenFormat() tells.
 */
export async function reformat(
  track: MediaStreamTrack,
  constraints: MediaTrackConstraints,
): Promise<void> {
  try {
    await track.applyConstraints(constraints);
  } catch (error) {
    log(`${track.label} keeps its format`, error);
  }
}
