/** Styles of what comes late, beside those that the element has had from the beginning. */
import { adoptStyles, type CSSResultOrNative, type ReactiveElement } from 'lit';

export function adoptMore(host: ReactiveElement, styles: readonly CSSResultOrNative[]): void {
  const root = host.shadowRoot;
  // Without adopted sheets lit appends elements, and those that are there stay.
  if (root) adoptStyles(root, [...(root.adoptedStyleSheets ?? []), ...styles]);
}
