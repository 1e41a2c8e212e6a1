/**
 * What is on air, or would be: the picture, and whether camera and microphone are on, off, missing or no part of
 * the source. Stage, buttons, badges and level all say what this says.
 */
import type { CaptureKind } from '../../../src/studio/devices/device.js';
import type { BroadcastCore, Source } from '../broadcast-core.js';

/** `off`: muted by the person; `missing`: wanted, but not there; `none`: this source has none. */
export type InputState = 'on' | 'off' | 'missing' | 'none';

export interface OnAir {
  source: Source;
  inputs: Record<CaptureKind, InputState>;
  /** Of all that viewers hear: `on` also while a film or a screen has sound of its own beside a closed microphone. */
  sound: InputState;
  /** `off`: black, as the person wants it; `missing`: the camera that it would come from is not there;
   * `slate`: a still picture, as the share of a screen was stopped. */
  picture: 'shown' | 'off' | 'missing' | 'slate';
}

type Shown = Pick<BroadcastCore, 'capture' | 'shows' | 'stream' | 'missing'>;

/** @param next What would be captured, while nothing is. */
export function onAir(core: Shown, next: Source): OnAir {
  const source = core.stream ? core.shows : next;
  const inputs = inputStates(core, next);
  const sound = hasOwnSound(core) ? 'on' : inputs.microphone;
  if (core.capture.resting) return { source, inputs, sound, picture: 'slate' };
  // A screen or a file is seen whatever the camera is.
  const byCamera = core.stream !== null && (source === 'camera' || source === 'none');
  const black = byCamera && (inputs.camera === 'off' || inputs.camera === 'missing');
  const picture = black ? (inputs.camera as 'off' | 'missing') : 'shown';
  return { source, inputs, sound, picture };
}

/** A film's or a screen's, alone or mixed with the microphone's. All of a given stream counts as the microphone. */
function hasOwnSound({ capture, shows, stream }: Shown): boolean {
  if (!stream || shows === 'none') return false;
  const microphone = capture.track('microphone');
  return stream
    .getAudioTracks()
    .some((track) => track !== microphone && track.readyState === 'live');
}

function inputStates({ capture, shows, stream, missing }: Shown, next: Source): OnAir['inputs'] {
  const { muted } = capture;
  const byMute = (kind: CaptureKind): InputState => {
    if (missing.some(({ device }) => device === kind)) return 'missing';
    return muted[kind] ? 'off' : 'on';
  };
  if (stream && shows === 'none') {
    const given = (kind: CaptureKind, tracks: MediaStreamTrack[]): InputState => {
      if (tracks.length === 0) return 'none';
      return tracks.some(({ readyState }) => readyState === 'live') ? byMute(kind) : 'missing';
    };
    return {
      camera: given('camera', stream.getVideoTracks()),
      microphone: given('microphone', stream.getAudioTracks()),
    };
  }
  const source = stream ? shows : next;
  const camera = source === 'camera' || source === 'screen-camera';
  let microphone = byMute('microphone');
  // Beside a file or a screen it is opened when it is turned on.
  if (source !== 'camera' && stream && microphone === 'on' && !capture.track('microphone')) {
    microphone = 'off';
  }
  if (!stream && source === 'file') microphone = 'off';
  return { camera: camera ? byMute('camera') : 'none', microphone };
}
