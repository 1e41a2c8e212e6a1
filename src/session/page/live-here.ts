/**
 * The channels that this very page has already: those it broadcasts, and those it watches. A player beside
 * shows the same stream. No connection can be shorter, and two viewings of one page in one tree would be
 * one peer that pushes itself aside.
 */
import type { CastoError } from '../../base/errors.js';
import type { BroadcastState, CastoStats, ViewState } from '../../base/types.js';

/** A broadcast or a viewing, as others of the page see it. */
export interface Here {
  readonly stream: MediaStream | null;
  readonly viewers: number;
  readonly state: ViewState | BroadcastState;
  readonly error: CastoError | null;
  /** Captured on this page. */
  readonly own: boolean;
  getStats(): Promise<CastoStats>;
}

interface Entry {
  here: Here | null;
  readonly followers: Set<() => void>;
  readonly replaced: (() => void) | undefined;
}

const entries = new Map<string, Entry>();

/** To be called by the broadcast or viewing that others may show. */
export interface LiveHere {
  /** The stream, its tracks or the viewers have changed. */
  changed(): void;
  gone(): void;
}

/** @param replaced another of this page has taken the channel: it is shown from now on */
export function setLiveHere(channelId: string, here: Here, replaced?: () => void): LiveHere {
  const entry: Entry = { here, followers: new Set(), replaced };
  const before = entries.get(channelId);
  entries.set(channelId, entry);
  const changed = (): void => {
    for (const follow of [...entry.followers]) follow();
  };
  before?.replaced?.();
  return {
    changed,
    gone() {
      if (entries.get(channelId) === entry) entries.delete(channelId);
      entry.here = null;
      // Who hears of the end of the channel by the same event must not first take it for a break.
      queueMicrotask(changed);
    },
  };
}

/**
 * Null when this page has no such channel. Else `show` is called now, at every change, and with null at the
 * end, until what is returned is called.
 */
export function followHere(
  channelId: string,
  show: (here: Here | null) => void,
): (() => void) | null {
  const entry = entries.get(channelId);
  if (!entry) return null;
  const follow = (): void => show(entry.here);
  entry.followers.add(follow);
  follow();
  return () => entry.followers.delete(follow);
}
