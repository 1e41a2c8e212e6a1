/** This browser's small storage: an IndexedDB store with a few values under fixed names. */
const DATABASE = 'casto';
const STORE = 'keys';
/** A blocked IndexedDB (Firefox private windows of old, a stuck upgrade) may never answer. */
const TIMEOUT_MS = 3_000;

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function open(factory: IDBFactory): Promise<IDBDatabase> {
  const request = factory.open(DATABASE, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(STORE);
  };
  return settled(request);
}

async function change<T>(
  factory: IDBFactory,
  name: string,
  next: (held: unknown) => T,
): Promise<T> {
  const database = await open(factory);
  try {
    const store = database.transaction(STORE, 'readwrite').objectStore(STORE);
    const held: unknown = await settled(store.get(name));
    const value = next(held);
    if (value !== held) await settled(store.put(value, name));
    return value;
  } finally {
    database.close();
  }
}

/**
 * Replaces what is stored under `name` by what `next` makes of it, in one transaction, so that two
 * tabs agree. Null where there is no storage, as in Node.
 * @throws what IndexedDB throws when it refuses, or does not answer
 */
export async function updateStored<T>(name: string, next: (held: unknown) => T): Promise<T | null> {
  const factory = (globalThis as { indexedDB?: IDBFactory }).indexedDB;
  if (!factory) return null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('IndexedDB does not answer')), TIMEOUT_MS);
  });
  try {
    return await Promise.race([change(factory, name, next), late]);
  } finally {
    clearTimeout(timer);
  }
}
