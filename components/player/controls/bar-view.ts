/** The control bar. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Texts } from '../../i18n/texts.js';
import { fullscreen } from './buttons/fullscreen.js';
import type { Control } from './control.js';
import { controlButton } from './control-button.js';
import { LEADING, TRAILING } from './controls.js';
import type { PlayerActions, PlayerView } from './player-model.js';

export function barView(view: PlayerView, act: PlayerActions, t: Texts): TemplateResult {
  const quiet = !view.tips || view.panel !== null;
  const draw = (control: Control): TemplateResult | typeof nothing => {
    if (control.when?.(view) === false) return nothing;
    const button = controlButton(control, view, act, t, quiet);
    return control.around?.(button, t, view, act) ?? button;
  };
  return html`<div
    class="controls"
    part="controls"
    role="group"
    aria-label=${t.player.controls}
    @pointerover=${act.showTips}
    @focusin=${act.showTips}
  >
    ${LEADING.map(draw)}
    <span class="title" part="title" dir="auto">${view.title}</span>
    ${TRAILING.map(draw)}
  </div>`;
}

/** What is left of the bar when all is over: a touched screen has no Escape. */
export function wayOut(view: PlayerView, act: PlayerActions, t: Texts): TemplateResult {
  return html`<div class="controls lone" part="controls" role="group" aria-label=${t.player.controls}>
    ${controlButton(fullscreen, view, act, t, true)}
  </div>`;
}
