import type { BroadcastState } from '../../../src/base/types.js';
import type { Text } from './errors.js';

const states: Record<Exclude<BroadcastState, 'live' | 'error'>, Text> = {
  idle: { title: 'Ready when you are', hint: '' },
  requesting: {
    title: 'Waiting for your permission…',
    hint: 'Allow it in the browser’s question.',
  },
  connecting: { title: 'Going live…', hint: '' },
  reconnecting: { title: 'Reconnecting…', hint: 'Viewers already watching are not affected.' },
  ended: { title: 'Broadcast ended', hint: '' },
};

export const broadcast = {
  states,
  goLive: 'Go live',
  goLiveAgain: 'Go live again',
  stop: 'Stop',
  preview: 'Preview of your broadcast',
  controls: 'Broadcast controls',

  muteMicrophone: 'Mute microphone',
  unmuteMicrophone: 'Turn microphone on',
  muteCamera: 'Turn camera off',
  unmuteCamera: 'Turn camera on',
  flipCamera: 'Other camera',
  microphoneOff: 'Microphone is off',
  cameraOff: 'Camera is off',
  missing: {
    camera: 'No camera: viewers do not see you',
    microphone: 'No microphone: viewers do not hear you',
  },
  /** Why it is missing, and what gets it back. */
  missingWhy: {
    none: 'Connect one, and it is used at once.',
    busy: 'It gives nothing, or another program holds it. It is used as soon as it can be.',
    blocked: 'It is blocked. Allow it in the address bar.',
  },

  sourceMenu: 'What to broadcast',
  otherSource: 'Choose another source',
  shareEnded: 'Screen sharing stopped.',
  slate: { title: 'Screen sharing has stopped', hint: 'Viewers see a still picture.' },
  shareAgain: 'Share again',
  closeNotice: 'Close this notice',
  dropHere: 'Drop a video to broadcast it',
  notAVideo: 'That is not a video file.',

  settings: 'Settings',

  share: 'Share',
  record: 'Record',
  stopRecording: 'Stop recording',
  recording: 'Rec',
  recordingFor: (clock: string): string => `Recording for ${clock}`,
  recordingToDisk: (name: string): string => `Recording straight to ${name}.`,
  recordingInMemory: 'Recording in memory; the file is downloaded when you stop.',
  savedToDisk: (name: string): string => `Saved: ${name}`,
  downloaded: (name: string): string => `Downloaded: ${name}`,
  onAirFor: (clock: string): string => `On air for ${clock}`,
};
