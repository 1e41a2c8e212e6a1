/** Over the preview: the green room before a broadcast, the count, a word about the line, the question before its end, the sum after. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Texts } from '../../i18n/texts.js';
import { closeNotice, saidText } from '../broadcast-view.js';
import type { StudioActions, StudioView } from '../studio-state.js';
import { levelBar } from './studio-bar.js';

export function onAndOffView(
  view: StudioView,
  act: StudioActions,
  t: Texts,
): TemplateResult | typeof nothing {
  if (view.counting !== null) return counting(view.counting, t);
  if (view.asking) return question(view, act, t);
  if (view.lower !== null) return thinLine(view.lower, act, t);
  const ready = view.state === 'idle' && view.hasPicture;
  return ready ? greenRoom(view, act, t) : nothing;
}

function greenRoom(view: StudioView, act: StudioActions, t: Texts): TemplateResult {
  const b = t.broadcast;
  return html`<section class="green-room" part="green-room" aria-label=${b.ready}>
    <h2>${b.ready}</h2>
    ${titleField(view, act, t)}
    ${
      view.inputs.microphone === 'on'
        ? html`<div class="hears">
            ${levelBar()}<span class="not-yet">${b.saySomething}</span><span class="heard">${b.hearsYou}</span>
          </div>`
        : nothing
    }
  </section>`;
}

/** Also of a broadcast that is on air. */
export function titleField(view: StudioView, act: StudioActions, t: Texts): TemplateResult {
  return html`<label class="field">
    <span>${t.broadcast.title}</span>
    <input
      type="text"
      part="title-field"
      maxlength="100"
      .value=${view.label}
      placeholder=${t.broadcast.titleHint}
      @change=${(event: Event) => act.label((event.target as HTMLInputElement).value.trim())}
    />
  </label>`;
}

function counting(seconds: number, t: Texts): TemplateResult {
  return html`<div class="over dim count" part="countdown">
    <span class="visually-hidden" role="status">${t.broadcast.goingLiveSoon}</span>
    <span class="number" aria-hidden="true">${t.format.number(seconds)}</span>
  </div>`;
}

function question({ viewers }: StudioView, act: StudioActions, t: Texts): TemplateResult {
  const b = t.broadcast;
  const asked = b.endFor(viewers);
  return html`<div class="over dim question" part="question" role="alertdialog" aria-label=${asked}
    @keydown=${(event: KeyboardEvent) => event.key === 'Escape' && act.goOn()}>
    <p class="title">${asked}</p>
    <div class="ways">
      <button class="pill go-on" part="go-on-button" @click=${act.goOn}>${b.goOn}</button>
      <button class="pill go" part="end-button" @click=${act.end}>${b.end}</button>
    </div>
  </div>`;
}

/** Viewers see fewer frames, or the small picture; a smaller one would come whole. */
function thinLine(lines: number, act: StudioActions, t: Texts): TemplateResult {
  const b = t.broadcast;
  return html`<div class="notice" part="line-notice">
    <p role="status">${b.thinLine}</p>
    <button class="pill" part="lower-button" @click=${() => act.sendLines(lines)}>${b.lowerTo(b.lines(lines))}</button>
    ${closeNotice('close-line-button', () => act.sendLines(null), t)}
  </div>`;
}

/** Below “Broadcast ended”. */
export function sumView(view: StudioView, t: Texts): TemplateResult | typeof nothing {
  if (!view.sum) return nothing;
  const b = t.broadcast;
  const { lastedMs, most } = view.sum;
  const watched = most > 0 ? html` · ${b.mostViewers(most)}` : nothing;
  const kept = saidText(view.kept, t);
  return html`<p class="hint" part="sum">${b.lasted(t.format.clock(lastedMs))}${watched}</p>
    ${kept ? html`<p class="hint">${kept}</p>` : nothing}`;
}
