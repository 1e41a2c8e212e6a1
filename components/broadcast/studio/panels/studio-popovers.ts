/** The panels that the studio's buttons open: the browser's own popovers, so Escape closes them. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Texts } from '../../../i18n/texts.js';
import { PANELS, type PanelName, type StudioActions } from '../../studio-state.js';
import { panelClosed, panelCloses } from './panel-focus.js';

export function panelTitle(name: PanelName, { broadcast: b }: Texts): string {
  return { source: b.sourceMenu, settings: b.settings, share: b.share }[name];
}

/** @param content What is in the open panel. */
export function studioPopovers(
  open: PanelName | null,
  act: StudioActions,
  t: Texts,
  content: (name: PanelName) => TemplateResult | typeof nothing,
): TemplateResult[] {
  // Filled before it shows, and emptied only when it is gone, or the focus would go with the content.
  return PANELS.map(
    (name) => html`<div
      class="panel"
      id=${`panel-${name}`}
      part=${`panel ${name}-panel`}
      popover
      role="dialog"
      aria-label=${panelTitle(name, t)}
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
      ${open === name ? content(name) : nothing}
    </div>`,
  );
}
