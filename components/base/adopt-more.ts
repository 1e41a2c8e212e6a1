/** Styles of what comes late, beside those that the element has had from the beginning. */
import { adoptStyles, type CSSResultOrNative, type ReactiveElement } from 'lit';

export function adoptMore(host: ReactiveElement, styles: readonly CSSResultOrNative[]): void {
  const { elementStyles } = host.constructor as typeof ReactiveElement;
  if (host.shadowRoot) adoptStyles(host.shadowRoot, [...elementStyles, ...styles]);
}
