/** The panels that the studio's buttons open: the browser's own popovers, so Escape closes them. */
import { html, nothing, type TemplateResult } from 'lit';
import { cameraIcon, screenIcon } from '../base/icons.js';
import type { Texts } from '../i18n/texts.js';
import { closeIcon, fileIcon, screenCameraIcon } from './broadcast-icons.js';
import { panelClosed, panelCloses } from './panel-focus.js';
import { settingsForm } from './studio-settings.js';
import { PANELS, type PanelName, type StudioActions, type StudioView } from './studio-state.js';

const SOURCES = [
  { source: 'camera', icon: cameraIcon },
  { source: 'screen', icon: screenIcon },
  { source: 'screen-camera', icon: screenCameraIcon },
  { source: 'file', icon: fileIcon },
] as const;

/** @param share What the share panel holds, made only while it is open. */
export function studioPanels(
  view: StudioView,
  act: StudioActions,
  t: Texts,
  share: () => TemplateResult,
): TemplateResult[] {
  const b = t.broadcast;
  const titles: Record<PanelName, string> = {
    source: b.sourceMenu,
    settings: b.settings,
    share: b.share,
  };
  const bodies: Record<PanelName, () => TemplateResult> = {
    source: () => sourceList(view, act, t),
    settings: () => settingsForm(view, act, t),
    share,
  };
  // Filled before it shows, and emptied only when it is gone, or the focus would go with the content.
  return PANELS.map(
    (name) => html`<div
      class="panel"
      id=${`panel-${name}`}
      part=${`panel ${name}-panel`}
      popover
      role="dialog"
      aria-label=${titles[name]}
      @beforetoggle=${({ newState, currentTarget }: ToggleEvent) => {
        if (newState === 'open') act.panel(name, true);
        else panelCloses(currentTarget as HTMLElement);
      }}
      @toggle=${({ newState, currentTarget }: ToggleEvent) => {
        if (newState === 'open') return;
        panelClosed(currentTarget as HTMLElement);
        act.panel(name, false);
      }}
    >
      ${view.panel === name ? frame(name, titles[name], bodies[name](), t) : nothing}
    </div>`,
  );
}

function frame(name: PanelName, title: string, body: TemplateResult, t: Texts): TemplateResult {
  return html`<div class="panel-head">
      <h2>${title}</h2>
      <button
        class="close"
        part="close-button"
        popovertarget=${`panel-${name}`}
        popovertargetaction="hide"
        aria-label=${t.broadcast.close}
      >
        ${closeIcon}
      </button>
    </div>
    <div class="panel-body">${body}</div>`;
}

function sourceList(view: StudioView, act: StudioActions, t: Texts): TemplateResult {
  const b = t.broadcast;
  return html`<ul class="sources">
      ${SOURCES.filter(({ source }) => view.canShareScreen || !source.startsWith('screen')).map(
        ({ source, icon }) => html`<li>
          <button
            part=${`source-option ${source}-option`}
            aria-pressed=${view.source === source ? 'true' : 'false'}
            @click=${(event: Event) => (source === 'file' ? askForFile(event) : act.source(source))}
          >
            ${icon}${b.sources[source]}
          </button>
        </li>`,
      )}
    </ul>
    ${view.fileName ? html`<p class="hint">${b.fromFile(view.fileName)}</p>` : nothing}
    <input
      type="file"
      accept="video/*"
      hidden
      @change=${(event: Event) => chosenFile(event.target as HTMLInputElement, act)}
    />`;
}

function askForFile(event: Event): void {
  const root = (event.currentTarget as Element).getRootNode() as ShadowRoot;
  root.querySelector<HTMLInputElement>('input[type=file]')?.click();
}

function chosenFile(input: HTMLInputElement, act: StudioActions): void {
  const [file] = input.files ?? [];
  // The same file again is a change as well.
  input.value = '';
  if (file) act.file(file);
}
