/** The language and the direction that the page gives to a place in it. */

/** The parent across shadow roots. */
function above(node: Node): Node | null {
  return node.parentNode ?? (node instanceof ShadowRoot ? node.host : null);
}

/** As HTML defines a node's language: the nearest `lang`, its own first; '' when there is none. */
export function languageAt(element: Element): string {
  for (let node: Node | null = element; node; node = above(node)) {
    if (node instanceof Element && node.hasAttribute('lang')) return node.getAttribute('lang')!;
  }
  // Not in the document yet.
  return element.ownerDocument.documentElement.lang;
}

/**
 * The direction that the page itself gives with a `dir` at least as near as the `lang`; null when
 * there is none, and the language decides.
 */
export function givenDirection(element: Element): 'ltr' | 'rtl' | null {
  for (let node: Node | null = element; node; node = above(node)) {
    if (!(node instanceof Element)) continue;
    const dir = node.getAttribute('dir')?.toLowerCase();
    if (dir === 'ltr' || dir === 'rtl') return dir;
    // `auto` goes by the content.
    if (dir === 'auto') return getComputedStyle(node).direction === 'rtl' ? 'rtl' : 'ltr';
    if (node.hasAttribute('lang')) return null;
  }
  return null;
}

/** The roots from the element up to the document: where a `lang` above it may change. */
export function rootsAbove(element: Element): Node[] {
  const roots: Node[] = [];
  for (let node: Node = element; ; ) {
    const root = node.getRootNode();
    roots.push(root);
    if (!(root instanceof ShadowRoot)) return roots;
    node = root.host;
  }
}
