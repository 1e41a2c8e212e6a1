/** Devices, picture and preview: the settings of the studio. */
import { html, nothing, type TemplateResult } from 'lit';
import { fallsShort, type GivenFormat } from '../../../src/studio/capture/constraints.js';
import { CORNERS, type Corner } from '../../../src/studio/compose/layout.js';
import { SOUNDS, type Sound } from '../../../src/studio/devices/device.js';
import type { DeviceKind } from '../../../src/studio/devices/devices.js';
import type { Texts } from '../../i18n/texts.js';
import { canChooseSpeaker } from '../capture/sound-check.js';
import { LINES } from '../on-air/thin-line.js';
import type { StudioActions, StudioView } from '../studio-state.js';
import { titleField } from './on-and-off-view.js';
import { levelBar } from './studio-bar.js';

const FRAME_RATES = [15, 24, 30, 60];
const KBPS = [500, 1000, 2500, 4000, 6000, 10_000];

export function settingsForm(view: StudioView, act: StudioActions, t: Texts): TemplateResult {
  const b = t.broadcast;
  return html`
    ${titleField(view, act, t)}
    ${deviceField('camera', b.camera, view, act, t)}
    ${deviceField('microphone', b.microphone, view, act, t)}
    ${view.inputs.microphone === 'on' ? meter(t) : nothing}
    ${soundField(view, act, t)}
    ${canChooseSpeaker() && view.devices.speaker.length > 0 ? speakerField(view, act, t) : nothing}
    <div class="pair">
      ${numberField('resolution-select', b.resolution, LINES, view.resolution, b.lines, act.resolution, t)}
      ${numberField('frame-rate-select', b.frameRate, FRAME_RATES, view.frameRate, b.perSecond, act.frameRate, t)}
    </div>
    ${numberField('bitrate-select', b.bitrate, KBPS, view.maxBitrate, (kbps) => t.format.bitrate(kbps * 1000), act.bitrate, t)}
    ${facts(view, t)}
    ${view.source === 'screen-camera' ? cornerField(view, act, t) : nothing}
    ${check('mirror-checkbox', b.mirror, b.mirrorHint, view.mirrored, act.mirror)}
    ${view.mayCount ? check('countdown-checkbox', b.countDown, b.countDownHint, view.countdown > 0, act.count) : nothing}
    ${check('monitor-checkbox', b.monitor, b.monitorHint, view.monitor, act.monitor)}
  `;
}

function deviceField(
  kind: DeviceKind,
  label: string,
  view: StudioView,
  act: StudioActions,
  t: Texts,
): TemplateResult {
  const b = t.broadcast;
  const devices = view.devices[kind];
  const known = devices.some(({ deviceId }) => deviceId !== '');
  const value = view.current[kind];
  return html`<label class="field">
    <span>${label}</span>
    <select
      part=${`${kind}-select`}
      ?disabled=${!known}
      @change=${(event: Event) => act.device(kind, (event.target as HTMLSelectElement).value)}
    >
      ${
        devices.some(({ deviceId }) => deviceId === 'default')
          ? nothing
          : html`<option value="" ?selected=${value === ''} .selected=${value === ''}>
              ${devices.length > 0 ? b.systemDefault : b.noDevice}
            </option>`
      }
      ${devices
        .filter(({ deviceId }) => deviceId !== '')
        .map(
          ({ deviceId, label: name }, index) => html`<option
            value=${deviceId}
            .selected=${deviceId === value}
          >${name || b.unnamed(index + 1)}</option>`,
        )}
    </select>
  </label>`;
}

function soundField(view: StudioView, act: StudioActions, t: Texts): TemplateResult {
  return html`<label class="field">
    <span>${t.broadcast.sound}</span>
    <select
      part="sound-select"
      @change=${(event: Event) => act.sound((event.target as HTMLSelectElement).value as Sound)}
    >
      ${SOUNDS.map(
        (sound) => html`<option value=${sound} .selected=${sound === view.sound}>
          ${t.broadcast.sounds[sound]}
        </option>`,
      )}
    </select>
  </label>`;
}

function speakerField(view: StudioView, act: StudioActions, t: Texts): TemplateResult {
  return html`<div class="beside">
    ${deviceField('speaker', t.broadcast.speaker, view, act, t)}
    <button class="small" part="test-speaker-button" @click=${act.testSpeaker}>
      ${t.broadcast.testSpeaker}
    </button>
  </div>`;
}

function meter(t: Texts): TemplateResult {
  return html`<div
    class="meter"
    part="level-meter"
    role="meter"
    aria-label=${t.broadcast.microphoneLevel}
    aria-valuemin="0"
    aria-valuemax="100"
    aria-valuenow="0"
  >
    ${levelBar()}
  </div>`;
}

function numberField(
  part: string,
  label: string,
  steps: readonly number[],
  value: number | undefined,
  text: (step: number) => string,
  change: (value: number | undefined) => void,
  t: Texts,
): TemplateResult {
  // What the page's author set need not be in our list.
  const options = [...new Set(value === undefined ? steps : [...steps, value])].sort(
    (a, b) => a - b,
  );
  return html`<label class="field">
    <span>${label}</span>
    <select
      part=${part}
      @change=${(event: Event) => change(Number((event.target as HTMLSelectElement).value) || undefined)}
    >
      <option value="" .selected=${value === undefined}>${t.broadcast.automatic}</option>
      ${options.map(
        (step) => html`<option value=${step} .selected=${step === value}>${text(step)}</option>`,
      )}
    </select>
  </label>`;
}

function cornerField(view: StudioView, act: StudioActions, t: Texts): TemplateResult {
  return html`<label class="field">
    <span>${t.broadcast.insetCorner}</span>
    <select
      part="corner-select"
      @change=${(event: Event) => act.corner((event.target as HTMLSelectElement).value as Corner)}
    >
      ${CORNERS.map(
        (corner) => html`<option value=${corner} .selected=${corner === view.corner}>
          ${t.broadcast.corners[corner]}
        </option>`,
      )}
    </select>
  </label>`;
}

function check(
  part: string,
  label: string,
  hint: string,
  checked: boolean,
  change: (on: boolean) => void,
): TemplateResult {
  return html`<label class="check">
    <input
      type="checkbox"
      part=${part}
      .checked=${checked}
      @change=${(event: Event) => change((event.target as HTMLInputElement).checked)}
    />
    <span>${label} <small>${hint}</small></span>
  </label>`;
}

/** Kept together, and left to right in every language. */
function sizeText({ width, height }: GivenFormat): string {
  return `\u2066${width}\u2009×\u2009${height}\u2069`;
}

/** What was asked for is not always what a device gives: this says what it is. */
function facts(view: StudioView, t: Texts): TemplateResult {
  const b = t.broadcast;
  const fps = ({ frameRate }: GivenFormat): string => (frameRate > 0 ? b.perSecond(frameRate) : '');
  const { camera, screen } = view.given;
  const constraints = { height: view.resolution, frameRate: view.frameRate };
  const asked = [
    view.resolution && b.lines(view.resolution),
    view.frameRate && b.perSecond(view.frameRate),
  ].filter(Boolean);
  // What is sent changes by the second: it is not announced.
  return html`<div class="facts" part="facts">
    <div role="status">
      ${camera ? html`<p>${b.given(b.camera, sizeText(camera), fps(camera))}</p>` : nothing}
      ${screen ? html`<p>${b.given(b.sources.screen, sizeText(screen), fps(screen))}</p>` : nothing}
      ${camera && fallsShort(camera, constraints) ? html`<p class="short">${b.lessThanAsked(asked.join(', '))}</p>` : nothing}
      ${view.composing === 'canvas' ? html`<p>${b.slowWhenHidden}</p>` : nothing}
    </div>
    ${view.sent ? html`<p>${b.sending(sizeText(view.sent), fps(view.sent))}</p>` : nothing}
  </div>`;
}
