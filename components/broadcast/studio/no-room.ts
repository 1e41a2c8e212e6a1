/** What a narrow studio's bar has no room for, at the top of its settings. */
import { html, nothing, type TemplateResult } from 'lit';
import type { CaptureKind } from '../../../src/studio/devices/device.js';
import type { Texts } from '../../i18n/texts.js';
import { shareIcon } from '../../share/share-icons.js';
import type { StudioActions, StudioView } from '../studio-state.js';
import { recordIcon, sourcesIcon, stopRecordIcon } from './broadcast-icons.js';
import { barOf, inputIcon, inputName, type Room } from './studio-bar.js';

export function noRoom(view: StudioView, act: StudioActions, t: Texts): TemplateResult {
  const b = t.broadcast;
  const { canChoose, canRecord, onAir, recording } = barOf(view);
  const row = (
    part: string,
    icon: TemplateResult,
    label: string,
    room: Room,
    press: () => void,
  ): TemplateResult => html`<button class=${`row no-room-${room}`} part=${`menu-item ${part}`} @click=${press}>
    ${icon}${label}
  </button>`;
  const opener = (panel: 'source' | 'share', icon: TemplateResult, label: string): TemplateResult =>
    html`<button class="row no-room-narrow" part=${`menu-item ${panel}-item`} popovertarget=${`panel-${panel}`}>
      ${icon}${label}
    </button>`;
  const input = (kind: CaptureKind) =>
    view.inputs[kind] === 'none'
      ? nothing
      : row(`${kind}-item`, inputIcon(kind, view), inputName(kind, view, t), 'small', () =>
          act.toggle(kind),
        );
  return html`<div class="rows">
    ${input('microphone')}${input('camera')}
    ${canChoose ? opener('source', sourcesIcon, b.sourceMenu) : nothing}
    ${
      canRecord
        ? row(
            'record-item',
            recording ? stopRecordIcon : recordIcon,
            recording ? b.stopRecording : b.record,
            'medium',
            act.record,
          )
        : nothing
    }
    ${onAir ? opener('share', shareIcon, b.share) : nothing}
  </div>`;
}
