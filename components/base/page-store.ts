/** What is kept for the next visit, on this site and this computer: JSON in localStorage. Nothing here throws. */

export type Store = Pick<Storage, 'getItem' | 'setItem'>;

/** A sandboxed frame, or a person who allows no storage, throws at the mere name. */
function pageStore(): Store | null {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}

/** Anybody may have written it; null: nothing, or nothing that can be read. */
export function readStored(key: string, store: Store | null = pageStore()): unknown {
  try {
    return JSON.parse(store?.getItem(key) ?? 'null');
  } catch {
    return null;
  }
}

export function writeStored(key: string, value: unknown, store: Store | null = pageStore()): void {
  try {
    store?.setItem(key, JSON.stringify(value));
  } catch {
    // Full or forbidden: it is asked again the next time.
  }
}
