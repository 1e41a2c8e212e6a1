/** One MutationObserver for all elements: it lives while there is an element to tell. */
import { rootsAbove } from './language.js';

type Listener = () => void;

const watched = new Map<Listener, Node[]>();
let observer: MutationObserver | null = null;
let observed = new Set<Node>();

/**
 * Calls back when a `lang` or `dir` at or above the element may have changed; returns what ends it.
 * Call it anew when the element has moved.
 */
export function onLanguageChange(element: Element, listener: Listener): () => void {
  watched.set(listener, rootsAbove(element));
  observe();
  return () => {
    watched.delete(listener);
    observe();
  };
}

/** An observer cannot let go of one root, so it begins anew when a root has gone. */
function observe(): void {
  const roots = new Set([...watched.values()].flat());
  const gone = [...observed].some((root) => !roots.has(root));
  if (gone) {
    observer?.disconnect();
    observed = new Set();
  }
  if (roots.size === 0) {
    observer = null;
    return;
  }
  observer ??= new MutationObserver(() => {
    for (const listener of [...watched.keys()]) listener();
  });
  for (const root of roots) {
    if (observed.has(root)) continue;
    observed.add(root);
    observer.observe(root, { attributes: true, attributeFilter: ['lang', 'dir'], subtree: true });
  }
}
