/** Sound: its button, and beside it the volume. */
import { html, nothing, svg, type TemplateResult } from 'lit';
import { icon, mutedIcon, speaker } from '../../../base/icons.js';
import type { Texts } from '../../../i18n/texts.js';
import type { Control } from '../control.js';
import type { PlayerActions, PlayerView } from '../player-model.js';

const volumeIcon = icon(
  svg`${speaker}<path class="line" d="M16.3 8.8a4.5 4.5 0 0 1 0 6.4M18.8 6.3a8 8 0 0 1 0 11.4"/>`,
);

const KEY_STEP = 0.1;
const WHEEL_STEP = 0.05;

/**
 * @csspart mute-button - Sound off and on.
 * @csspart mute-item - The row of “more” that does.
 * @csspart volume-slider - The volume.
 */
export const mute: Control = {
  id: 'mute',
  icon: (view) => (silent(view) ? mutedIcon : volumeIcon),
  // The bar shows what is, the menu what a press does.
  rowIcon: (view) => (silent(view) ? volumeIcon : mutedIcon),
  label: (t, view) => (silent(view) ? t.player.unmute : t.player.mute),
  room: 'small',
  press: (act) => act.ui.announce(toggleMute(act)),
  shortcuts: [
    {
      id: 'mute',
      keys: ['m'],
      run: (act) => act.ui.note(toggleMute(act)),
    },
    { id: 'louder', keys: ['arrowup'], run: (act) => changeVolume(act, KEY_STEP) },
    { id: 'quieter', keys: ['arrowdown'], run: (act) => changeVolume(act, -KEY_STEP) },
  ],
  below: (t, view, act) =>
    view.canSetVolume
      ? html`<div class="row no-room-medium">${volumeIcon}${volumeSlider(t, view, act)}</div>`
      : nothing,
  around: (button, t, view, act) => html`<span
    class="volume"
    @wheel=${view.canSetVolume ? (event: WheelEvent) => wheelVolume(act, event) : nothing}
  >
    ${button} ${view.canSetVolume ? volumeSlider(t, view, act) : nothing}
  </span>`,
};

const silent = (of: { muted: boolean; volume: number }): boolean => of.muted || of.volume === 0;

/** Returns whether there is sound now, in words. */
function toggleMute(act: PlayerActions): string {
  if (silent(act.player)) act.soundOn();
  else act.player.muted = true;
  act.chosen();
  const t = act.texts();
  return act.player.muted ? t.player.muted : t.player.unmuted;
}

/** Steps of a twentieth, so that 0 and 1 are met. */
function changeVolume({ player, ui, texts, chosen }: PlayerActions, by: number): void {
  const from = player.muted ? 0 : player.volume;
  const to = Math.min(1, Math.max(0, Math.round((from + by) * 20) / 20));
  player.volume = to;
  player.muted = to === 0;
  chosen();
  const t = texts();
  ui.note(t.player.volumeIs(t.format.percent(to)));
}

function wheelVolume(act: PlayerActions, event: WheelEvent): void {
  // With a modifier it is the browser's: zoom.
  if (event.ctrlKey || event.metaKey || event.deltaY === 0) return;
  event.preventDefault();
  changeVolume(act, event.deltaY < 0 ? WHEEL_STEP : -WHEEL_STEP);
}

function volumeSlider(
  t: Texts,
  view: PlayerView,
  { player, chosen }: PlayerActions,
): TemplateResult {
  const level = view.muted ? 0 : view.volume;
  return html`<input
    part="volume-slider"
    type="range"
    min="0"
    max="1"
    step="0.05"
    aria-label=${t.player.volume}
    aria-valuetext=${t.format.percent(level)}
    .value=${String(level)}
    @input=${({ target }: Event) => {
      if (!(target instanceof HTMLInputElement)) return;
      player.volume = target.valueAsNumber;
      player.muted = target.valueAsNumber === 0;
      chosen();
    }}
  />`;
}
