/** The bar of the studio: microphone, camera, source, settings, go live, record, share. */
import { html, nothing, type TemplateResult } from 'lit';
import type { CaptureKind } from '../../../src/studio/devices/device.js';
import { broadcastIcon, cameraIcon, stopIcon } from '../../base/icons.js';
import type { Texts } from '../../i18n/texts.js';
import { shareIcon } from '../../share/share-icons.js';
import type { PanelName, StudioActions, StudioView } from '../studio-state.js';
import {
  cameraOffIcon,
  microphoneIcon,
  microphoneOffIcon,
  recordIcon,
  settingsIcon,
  sourcesIcon,
  stopRecordIcon,
} from './broadcast-icons.js';

/** The narrowest studio whose bar has it; in a narrower one it is among the settings. */
export type Room = 'small' | 'narrow' | 'medium';

/** What there is to press. */
export function barOf(
  view: StudioView,
): Record<'canChoose' | 'canRecord' | 'onAir' | 'recording', boolean> {
  const recording = view.recordingMs !== null;
  return {
    // The page's own stream: what is broadcast is the page's to choose.
    canChoose: !(view.hasPicture && view.source === 'none'),
    canRecord: view.canRecord && (view.hasPicture || recording),
    onAir: view.state === 'live' || view.state === 'reconnecting',
    recording,
  };
}

/** @param near The person comes close: a panel may be opened soon. */
export function studioBar(
  view: StudioView,
  act: StudioActions,
  t: Texts,
  near: () => void,
): TemplateResult {
  const b = t.broadcast;
  const { canChoose, canRecord, onAir, recording } = barOf(view);
  return html`<div class="bar" part="controls" role="group" aria-label=${b.controls} @pointerover=${near} @focusin=${near}>
    <div class="tools">
      ${inputButton('microphone', view, act, t)}${inputButton('camera', view, act, t)}${view.flip(t)}
      ${canChoose ? panelButton('source', b.sourceMenu, sourcesIcon, view, 'narrow') : nothing}
    </div>
    ${mainButton(view, act, t)}
    <div class="tools">
      ${
        canRecord
          ? toolButton({
              part: 'record-button',
              label: recording ? b.stopRecording : b.record,
              icon: recording ? stopRecordIcon : recordIcon,
              click: act.record,
              pressed: recording,
              room: 'medium',
            })
          : nothing
      }
      ${onAir ? panelButton('share', b.share, shareIcon, view, 'narrow') : nothing}
      ${panelButton('settings', b.settings, settingsIcon, view)}
    </div>
  </div>`;
}

/** One button, whatever it does: the focus stays on it. */
function mainButton(view: StudioView, act: StudioActions, t: Texts): TemplateResult {
  const b = t.broadcast;
  const { state, counting } = view;
  const rests = state === 'idle' || state === 'ended' || state === 'error';
  const starts = rests && counting === null;
  const go = state === 'ended' ? b.goLiveAgain : b.goLive;
  // The dots: not yet, first it is looked at.
  const label = starts ? (view.hasPicture ? go : `${go}…`) : rests ? t.common.cancel : b.stop;
  return html`<button
    class=${starts ? 'pill go' : 'pill'}
    part=${`control-button ${starts ? 'start' : 'stop'}-button`}
    @click=${starts ? act.start : act.stop}
  >
    ${starts ? broadcastIcon : stopIcon}<span class=${starts ? 'go-word' : 'stop-word'}>${label}</span>
  </button>`;
}

/** What a press does, or what is missing. */
export function inputName(kind: CaptureKind, view: StudioView, { broadcast: b }: Texts): string {
  const state = view.inputs[kind];
  if (state === 'missing') return b.missing[kind];
  if (kind === 'camera') return state === 'on' ? b.muteCamera : b.unmuteCamera;
  return state === 'on' ? b.muteMicrophone : b.unmuteMicrophone;
}

export function inputIcon(kind: CaptureKind, view: StudioView): TemplateResult {
  const on = view.inputs[kind] === 'on';
  if (kind === 'camera') return on ? cameraIcon : cameraOffIcon;
  return on ? microphoneIcon : microphoneOffIcon;
}

function inputButton(
  kind: CaptureKind,
  view: StudioView,
  act: StudioActions,
  t: Texts,
): TemplateResult | typeof nothing {
  const on = view.inputs[kind] === 'on';
  const missing = view.inputs[kind] === 'missing';
  // Beside a file or a screen there is no camera to turn off.
  if (view.inputs[kind] === 'none') return nothing;
  const name = inputName(kind, view, t);
  return html`<button
    class=${`tool room-small${missing ? ' lacking' : on ? '' : ' off'}`}
    part=${`control-button ${kind}-button`}
    aria-label=${name}
    title=${name}
    @click=${() => act.toggle(kind)}
  >
    ${inputIcon(kind, view)}
    ${kind === 'microphone' && on && view.hasPicture ? levelBar() : nothing}
  </button>`;
}

/** Filled by LevelDisplay. */
export function levelBar(): TemplateResult {
  return html`<svg class="level" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
    <rect class="level-back" width="100" height="4"></rect>
    <rect class="level-fill" width="0" height="4"></rect>
  </svg>`;
}

function panelButton(
  name: PanelName,
  label: string,
  icon: TemplateResult,
  view: StudioView,
  room?: Room,
): TemplateResult {
  return html`<button
    class=${room ? `tool room-${room}` : 'tool'}
    part=${`control-button ${name}-button`}
    popovertarget=${`panel-${name}`}
    aria-label=${label}
    aria-expanded=${view.panel === name ? 'true' : 'false'}
    title=${label}
  >
    ${icon}
  </button>`;
}

function toolButton(button: {
  part: string;
  label: string;
  icon: TemplateResult;
  pressed: boolean;
  room: Room;
  click(): void;
}): TemplateResult {
  return html`<button
    class=${`tool room-${button.room}${button.pressed ? ' recording' : ''}`}
    part=${`control-button ${button.part}`}
    aria-label=${button.label}
    title=${button.label}
    @click=${button.click}
  >
    ${button.icon}
  </button>`;
}
