/**
 * The channels that this page broadcasts, or is about to. Two broadcasts of one page would be one peer with one
 * name: they would take each other's viewers, and the end of one would end the other.
 */
import { CastoError } from '../../base/errors.js';

export interface Broadcaster {
  /** It will not go on, such as an element that was taken out of the document: another may follow it. */
  leaving(): boolean;
  stop(): Promise<unknown>;
}

export interface Claim {
  /** Resolves when the end of the broadcast before is announced; null: there was none. */
  readonly ready: Promise<void> | null;
  /** @param ending The end that is being announced. Idempotent. */
  release(ending?: Promise<unknown>): void;
}

interface Entry {
  broadcaster: Broadcaster;
  ending: Promise<void> | null;
}

/** Two bundles of one page are still one peer. */
const KEY = Symbol.for('casto.onair.1');
const page = globalThis as { [KEY]?: Map<string, Entry> };

/** @throws CastoError `channel-taken` when another broadcast of this page has the channel. */
export function claimChannel(channel: string, broadcaster: Broadcaster): Claim {
  page[KEY] ??= new Map();
  const entries = page[KEY];
  const before = entries.get(channel);
  let ready = before?.ending ?? null;
  if (before && !ready) {
    if (!before.broadcaster.leaving()) {
      throw new CastoError(
        'channel-taken',
        `This page is already live on "${channel.slice(0, 80)}". Stop that broadcast, or give this one ` +
          'another channel',
      );
    }
    ready = before.broadcaster.stop().then(settled, settled);
  }
  const entry: Entry = { broadcaster, ending: null };
  entries.set(channel, entry);
  const leave = (): void => {
    if (entries.get(channel) === entry) entries.delete(channel);
  };
  return {
    ready,
    release(ending) {
      if (!ending) leave();
      else entry.ending ??= ending.then(settled, settled).then(leave);
    },
  };
}

function settled(): void {}
