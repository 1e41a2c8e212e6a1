/** Whether camera and microphone are on, off, missing, or no part of the source. */
import type { CaptureKind } from '../../src/media/capture.js';
import type { BroadcastCore, Source } from './broadcast-core.js';
import type { InputState } from './studio-state.js';

/** @param next What would be captured, while nothing is. */
export function inputStates(
  { desk, shows, stream, missing }: Pick<BroadcastCore, 'desk' | 'shows' | 'stream' | 'missing'>,
  next: Source,
): Record<CaptureKind, InputState> {
  const { muted } = desk;
  const byMute = (kind: CaptureKind): InputState => {
    if (missing.some(({ device }) => device === kind)) return 'missing';
    return muted[kind] ? 'off' : 'on';
  };
  if (stream && shows === 'none') {
    return {
      camera: stream.getVideoTracks().length > 0 ? byMute('camera') : 'none',
      microphone: stream.getAudioTracks().length > 0 ? byMute('microphone') : 'none',
    };
  }
  const source = stream ? shows : next;
  const camera = source === 'camera' || source === 'screen-camera';
  let microphone = byMute('microphone');
  // Beside a file or a screen it is opened when it is turned on.
  if (source !== 'camera' && stream && microphone === 'on' && !desk.track('microphone')) {
    microphone = 'off';
  }
  if (!stream && source === 'file') microphone = 'off';
  return { camera: camera ? byMute('camera') : 'none', microphone };
}
