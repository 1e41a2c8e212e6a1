/** Finds the element whose statistics are shown. */
import type { CastoStats } from '../../src/base/types.js';

/** What both `<casto-player>` and `<casto-broadcast>` offer. */
export interface Measurable extends HTMLElement {
  readonly state: string;
  getStats(): Promise<CastoStats>;
}

const KINDS = 'casto-player, casto-broadcast';

function measurable(element: Element | null | undefined): Measurable | null {
  // An element whose script has not come yet has no getStats(); it is looked for again later.
  return element && 'getStats' in element ? (element as Measurable) : null;
}

/**
 * The element named by `id`, else the nearest: from `from` outward, the first ancestor that is one or holds
 * one, through shadow roots up to the document; of several inside, the last one before `from`, else the first.
 */
export function findTarget(from: Element, id: string): Measurable | null {
  if (id) {
    const root = from.getRootNode() as Document | ShadowRoot;
    const here = typeof root.getElementById === 'function' ? root.getElementById(id) : null;
    return measurable(here ?? document.getElementById(id));
  }
  /** Where the statistics stand in the tree that is looked at. */
  let place: Node = from;
  let at: Node | null = from.parentNode;
  while (at) {
    if (at instanceof Element && at.matches(KINDS)) return measurable(at);
    if (at instanceof Element || at instanceof Document || at instanceof DocumentFragment) {
      const inside = [...at.querySelectorAll(KINDS)];
      const before = inside.findLast(
        (each) => place.compareDocumentPosition(each) & Node.DOCUMENT_POSITION_PRECEDING,
      );
      const nearest = before ?? inside[0];
      if (nearest) return measurable(nearest);
    }
    if (at instanceof ShadowRoot) {
      place = at.host;
      at = at.host;
    } else at = at.parentNode;
  }
  return null;
}
