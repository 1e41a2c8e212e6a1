/**
 * The owner key: who owns the channels broadcast from this browser. Kept in IndexedDB, so that a
 * reload or a second tab is the same owner; the libp2p node's own key is new in every tab, because
 * two tabs with one key would be one peer twice.
 */
import { generateKeyPair, privateKeyFromProtobuf, privateKeyToProtobuf } from '@libp2p/crypto/keys';
import type { PrivateKey } from '@libp2p/interface';
import { createLog } from '../log.js';

const log = createLog('network:owner');

const DATABASE = 'casto';
const STORE = 'keys';
const OWNER = 'owner';
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

/** The stored key, or `draft` once it is stored; one transaction, so two tabs agree on one key. */
async function keep(factory: IDBFactory, draft: Uint8Array): Promise<Uint8Array> {
  const database = await open(factory);
  try {
    const store = database.transaction(STORE, 'readwrite').objectStore(STORE);
    const held: unknown = await settled(store.get(OWNER));
    if (held instanceof Uint8Array) return held;
    await settled(store.put(draft, OWNER));
    return draft;
  } finally {
    database.close();
  }
}

function inTime<T>(promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('IndexedDB does not answer')), TIMEOUT_MS);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

let memory: Promise<PrivateKey> | null = null;

async function load(): Promise<PrivateKey> {
  const made = await generateKeyPair('Ed25519');
  try {
    const factory = (globalThis as { indexedDB?: IDBFactory }).indexedDB;
    if (!factory) return made;
    return privateKeyFromProtobuf(await inTime(keep(factory, privateKeyToProtobuf(made))));
  } catch (error) {
    // Storage refused, as in a sandboxed frame: the owner then lasts as long as the page.
    log('owner key is not persistent', error);
    return made;
  }
}

/** This browser's owner key; never rejects, without storage it lasts as long as the page. */
export function ownerKey(): Promise<PrivateKey> {
  memory ??= load();
  return memory;
}
