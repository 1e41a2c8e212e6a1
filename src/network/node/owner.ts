/**
 * The owner key: who owns the channels broadcast from this browser. Kept in IndexedDB, so that a
 * reload or a second tab is the same owner; the libp2p node's own key is new in every tab, because
 * two tabs with one key would be one peer twice.
 */
import { generateKeyPair, privateKeyFromProtobuf, privateKeyToProtobuf } from '@libp2p/crypto/keys';
import type { PrivateKey } from '@libp2p/interface';
import { createLog } from '../../base/log.js';
import { updateStored } from './key-store.js';

const log = createLog('network:owner');

const OWNER = 'owner';

let memory: Promise<PrivateKey> | null = null;

async function load(): Promise<PrivateKey> {
  const made = await generateKeyPair('Ed25519');
  try {
    const draft = privateKeyToProtobuf(made);
    const kept = await updateStored(OWNER, (held) => (held instanceof Uint8Array ? held : draft));
    return kept === null ? made : privateKeyFromProtobuf(kept);
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
