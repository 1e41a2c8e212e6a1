/**
 * Gives the focus back to the button of a panel that closes around it. Browsers do so for popovers,
 * but Chromium (as of 156) not inside a shadow root.
 */

let returning: { panel: Element; to: HTMLElement } | null = null;

/** For `beforetoggle`. */
export function panelCloses(panel: HTMLElement): void {
  const root = panel.getRootNode() as ShadowRoot;
  const to = root.querySelector<HTMLElement>(`[popovertarget="${panel.id}"]`);
  returning = to && panel.contains(root.activeElement) ? { panel, to } : null;
}

/** For `toggle`: what took the focus meanwhile, by a click outside, keeps it. */
export function panelClosed(panel: HTMLElement): void {
  if (returning?.panel !== panel) return;
  const { to } = returning;
  returning = null;
  const root = panel.getRootNode() as ShadowRoot;
  const { activeElement } = root.ownerDocument;
  const nowhere = !activeElement || activeElement === root.ownerDocument.body;
  if (nowhere || (activeElement === root.host && panel.contains(root.activeElement))) to.focus();
}
