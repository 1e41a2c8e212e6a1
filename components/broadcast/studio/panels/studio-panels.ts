/** What is in the studio's panels. Loaded when somebody goes to the controls: see panel-loader.ts. */
import { html, nothing, type TemplateResult } from 'lit';
import { cameraIcon, screenIcon } from '../../../base/icons.js';
import type { Texts } from '../../../i18n/texts.js';
import { closeIcon } from '../../../share/close-icon.js';
import type { ShareController } from '../../../share/share-controller.js';
import { sharePanel } from '../../../share/share-panel.js';
import { shareStyles } from '../../../share/share-styles.js';
import type { PanelName, StudioActions, StudioView } from '../../studio-state.js';
import { fileIcon } from '../broadcast-icons.js';
import { noRoom } from '../no-room.js';
import { settingsForm } from '../studio-settings.js';
import { screenCameraIcon } from './studio-panel-icons.js';
import { studioPanelStyles } from './studio-panel-styles.js';
import { panelTitle } from './studio-popovers.js';

const SOURCES = [
  { source: 'camera', icon: cameraIcon },
  { source: 'screen', icon: screenIcon },
  { source: 'screen-camera', icon: screenCameraIcon },
  { source: 'file', icon: fileIcon },
] as const;

/** What is in an open panel. */
export function panelContent(
  name: PanelName,
  view: StudioView,
  act: StudioActions,
  t: Texts,
  share: ShareController,
): TemplateResult {
  const title = panelTitle(name, t);
  if (name === 'source') return frame(name, title, sourceList(view, act, t), t);
  if (name === 'settings') {
    return frame(name, title, html`${noRoom(view, act, t)}${settingsForm(view, act, t)}`, t);
  }
  return frame(name, title, sharePanel(share.view(t.share), share.actions, t), t);
}

/** Added to the element's own. */
export const styles = [studioPanelStyles, shareStyles];

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
