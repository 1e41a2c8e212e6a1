/** The bar of the studio: microphone, camera, source, settings, go live, record, share. */
import { html, nothing, type TemplateResult } from 'lit';
import type { CaptureKind } from '../../src/media/capture.js';
import { broadcastIcon, cameraIcon, stopIcon } from '../base/icons.js';
import type { Texts } from '../i18n/texts.js';
import { shareIcon } from '../share/share-icons.js';
import {
  cameraOffIcon,
  microphoneIcon,
  microphoneOffIcon,
  recordIcon,
  settingsIcon,
  sourcesIcon,
  stopRecordIcon,
} from './broadcast-icons.js';
import type { PanelName, StudioActions, StudioView } from './studio-state.js';

/** @param near The person comes close: a panel may be opened soon. */
export function studioBar(
  view: StudioView,
  act: StudioActions,
  t: Texts,
  near: () => void,
): TemplateResult {
  const b = t.broadcast;
  const recording = view.recordingMs !== null;
  // The page's own stream: what is broadcast is the page's to choose.
  const given = view.hasPicture && view.source === 'none';
  const onAir = view.state === 'live' || view.state === 'reconnecting';
  return html`<div class="bar" part="controls" role="group" aria-label=${b.controls} @pointerover=${near} @focusin=${near}>
    <div class="tools">
      ${inputButton('microphone', view, act, t)}${inputButton('camera', view, act, t)}${view.flip(t)}
      ${given ? nothing : panelButton('source', b.sourceMenu, sourcesIcon, view)}
    </div>
    ${mainButton(view, act, t)}
    <div class="tools">
      ${
        view.canRecord && (view.hasPicture || recording)
          ? toolButton({
              part: 'record-button',
              label: recording ? b.stopRecording : b.record,
              icon: recording ? stopRecordIcon : recordIcon,
              click: act.record,
              pressed: recording,
            })
          : nothing
      }
      ${onAir ? panelButton('share', b.share, shareIcon, view) : nothing}
      ${panelButton('settings', b.settings, settingsIcon, view)}
    </div>
  </div>`;
}

function mainButton(view: StudioView, act: StudioActions, t: Texts): TemplateResult {
  const b = t.broadcast;
  if (view.state === 'idle' || view.state === 'ended' || view.state === 'error') {
    return html`<button class="pill go" part="control-button start-button" @click=${act.start}>
      ${broadcastIcon}${view.state === 'ended' ? b.goLiveAgain : b.goLive}
    </button>`;
  }
  return html`<button class="pill" part="control-button stop-button" @click=${act.stop}>
    ${stopIcon}<span class="stop-word">${b.stop}</span>
  </button>`;
}

function inputButton(
  kind: CaptureKind,
  view: StudioView,
  act: StudioActions,
  t: Texts,
): TemplateResult | typeof nothing {
  const b = t.broadcast;
  const on = view.inputs[kind] === 'on';
  const missing = view.inputs[kind] === 'missing';
  // Beside a file or a screen there is no camera to turn off.
  if (view.inputs[kind] === 'none') return nothing;
  const labels =
    kind === 'camera'
      ? { on: b.muteCamera, off: b.unmuteCamera, icon: cameraIcon, offIcon: cameraOffIcon }
      : {
          on: b.muteMicrophone,
          off: b.unmuteMicrophone,
          icon: microphoneIcon,
          offIcon: microphoneOffIcon,
        };
  const name = missing ? b.missing[kind] : on ? labels.on : labels.off;
  return html`<button
    class=${missing ? 'tool lacking' : on ? 'tool' : 'tool off'}
    part=${`control-button ${kind}-button`}
    aria-label=${name}
    title=${name}
    @click=${() => act.toggle(kind)}
  >
    ${on ? labels.icon : labels.offIcon}
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
): TemplateResult {
  return html`<button
    class="tool"
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
  click(): void;
}): TemplateResult {
  return html`<button
    class=${button.pressed ? 'tool recording' : 'tool'}
    part=${`control-button ${button.part}`}
    aria-label=${button.label}
    title=${button.label}
    @click=${button.click}
  >
    ${button.icon}
  </button>`;
}
