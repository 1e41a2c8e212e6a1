/** Turns to the other camera: one button on a phone, which has one at the front and others at the back. */
import { html, nothing, svg, type TemplateResult } from 'lit';
import { icon } from '../../base/icons.js';
import type { Texts } from '../../i18n/texts.js';
import type { BroadcastCore } from '../broadcast-core.js';
import type { StudioCore } from './studio-core.js';

const flipIcon = icon(
  svg`<path class="line" d="M19.5 11a7.6 7.6 0 0 0-14-2.8M5 4.4v4h4M4.5 13a7.6 7.6 0 0 0 14 2.8M19 19.6v-4h-4"/><circle cx="12" cy="12" r="2.4"/>`,
);

/** Only where a finger is the pointer, and there is a picture to turn: elsewhere the settings name the cameras. */
export function flipButton(
  core: BroadcastCore,
  studio: StudioCore,
  { broadcast: b }: Texts,
): TemplateResult | typeof nothing {
  const { capture } = core;
  const shown = capture.track('camera')?.readyState === 'live' && !capture.muted.camera;
  const several = studio.devices.camera.length > 1;
  if (!shown || !several || !matchMedia('(pointer: coarse)').matches) return nothing;
  return html`<button
    class="tool flip"
    part="control-button flip-button"
    aria-label=${b.flipCamera}
    title=${b.flipCamera}
    @click=${() => void flipCamera(core, studio)}
  >
    ${flipIcon}
  </button>`;
}

/** By where they look: of several cameras at the back the system knows which is meant. */
async function flipCamera({ capture }: BroadcastCore, studio: StudioCore): Promise<void> {
  const { facingMode, deviceId } = capture.track('camera')?.getSettings() ?? {};
  if (facingMode) {
    const facing = facingMode === 'environment' ? 'user' : 'environment';
    // Where no camera looks there, the next of the list is tried.
    await capture.setDevice('camera', { deviceId: '', label: '', facing }).catch(() => {});
  }
  const now = capture.track('camera')?.getSettings().deviceId;
  const list = studio.devices.camera;
  const next = list[(list.findIndex((camera) => camera.deviceId === deviceId) + 1) % list.length];
  // What came is named, so that it is remembered, and found again when it was unplugged.
  await studio.choose('camera', (now !== deviceId && now) || (next?.deviceId ?? ''));
}
