/** What a page goes through that the tree must know of. */
export interface PageLife {
  /** The page closes, or freezes into the back/forward cache. */
  leaving(persisted: boolean): void;
  /** It came back from the back/forward cache. */
  back?(): void;
}

/**
 * Listens until the returned function is called. Does nothing outside a page. A page that freezes
 * without leaving (a phone's tab in the background) goes through the same as one that enters the
 * back/forward cache, and either says so once.
 */
export function onPageLife(life: PageLife): () => void {
  if (typeof window === 'undefined') return () => {};
  let away = false;
  const leave = (persisted: boolean): void => {
    if (away) return;
    away = true;
    life.leaving(persisted);
  };
  const comeBack = (): void => {
    if (!away) return;
    away = false;
    life.back?.();
  };
  const hide = (event: PageTransitionEvent): void => leave(event.persisted);
  const show = (event: PageTransitionEvent): void => {
    if (event.persisted) comeBack();
  };
  const freeze = (): void => leave(true);
  window.addEventListener('pagehide', hide);
  window.addEventListener('pageshow', show);
  document.addEventListener('freeze', freeze);
  document.addEventListener('resume', comeBack);
  return () => {
    window.removeEventListener('pagehide', hide);
    window.removeEventListener('pageshow', show);
    document.removeEventListener('freeze', freeze);
    document.removeEventListener('resume', comeBack);
  };
}

/** Interfaces come up one after the other. */
const SETTLE_MS = 300;

/**
 * The page's network changed: another interface, or back online. Returns what stops listening.
 * Desktop browsers tell no type and say `change` whenever their estimate of the line's speed moves,
 * which is no reason to look for new paths.
 */
export function onNetworkChange(changed: () => void): () => void {
  if (typeof window === 'undefined') return () => {};
  const { connection } = navigator as { connection?: EventTarget & { type?: string } };
  let type = connection?.type;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const later = (): void => {
    clearTimeout(timer);
    timer = setTimeout(changed, SETTLE_MS);
  };
  const typeChanged = (): void => {
    if (connection?.type === type) return;
    type = connection?.type;
    later();
  };
  window.addEventListener('online', later);
  connection?.addEventListener('change', typeChanged);
  return () => {
    clearTimeout(timer);
    window.removeEventListener('online', later);
    connection?.removeEventListener('change', typeChanged);
  };
}
