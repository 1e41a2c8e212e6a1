/** What a page goes through that the tree must know of. */
export interface PageLife {
  /** The page closes, or freezes into the back/forward cache. */
  leaving(persisted: boolean): void;
  /** It came back from the back/forward cache. */
  back?(): void;
}

/** Listens until the returned function is called. Does nothing outside a page. */
export function onPageLife(life: PageLife): () => void {
  if (typeof window === 'undefined') return () => {};
  const hide = (event: PageTransitionEvent): void => life.leaving(event.persisted);
  const show = (event: PageTransitionEvent): void => {
    if (event.persisted) life.back?.();
  };
  window.addEventListener('pagehide', hide);
  window.addEventListener('pageshow', show);
  return () => {
    window.removeEventListener('pagehide', hide);
    window.removeEventListener('pageshow', show);
  };
}
