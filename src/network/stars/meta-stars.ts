/** Apart from the rest, because elements ask it before the engine is loaded. */

/** What the page's `<meta name="casto-star">` says now; '' without one. */
export const metaStars = (): string =>
  (globalThis as { document?: Document }).document
    ?.querySelector?.('meta[name="casto-star"]')
    ?.getAttribute('content')
    ?.trim() ?? '';
