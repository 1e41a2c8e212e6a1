/** Styles of what comes late, beside those that the element has had from the beginning. */
import { adoptStyles, type CSSResultOrNative, type ReactiveElement } from 'lit';

const adopted = new WeakMap<ReactiveElement, CSSResultOrNative[]>();

export function adoptMore(host: ReactiveElement, styles: readonly CSSResultOrNative[]): void {
  const { elementStyles } = host.constructor as typeof ReactiveElement;
  const more = [...(adopted.get(host) ?? []), ...styles];
  adopted.set(host, more);
  if (host.shadowRoot) adoptStyles(host.shadowRoot, [...elementStyles, ...more]);
}
