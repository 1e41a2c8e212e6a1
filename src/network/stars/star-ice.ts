/**
 * The STUN and TURN servers that one star's casto.json names. Passwords of TURN servers usually end
 * after some hours, while pages stay open for longer: the document is fetched again before they end, and
 * when a connection has failed, which may be because they ended early.
 */
import { credentialsEnd, type IceServer } from '../../base/ice-servers.js';
import { createLog } from '../../base/log.js';
import type { ResolvedStar } from './resolve-stars.js';

const log = createLog('network:ice');

export const ICE_RENEWAL = {
  /** Passwords are renewed this long before they end, or after three quarters of a shorter life, ms. */
  marginMs: 120_000,
  leastMs: 5_000,
  /** A timer of more than 2^31 ms fires at once. */
  mostMs: 24 * 60 * 60_000,
  /** What was fetched had ended already (a clock is wrong), or could not be fetched: again after this, ms. */
  retryMs: 30_000,
  /** A document that stays the same is asked for more rarely, at least after this: nothing in it seems to end, ms. */
  sameMs: 600_000,
  /** After a failed connection, not more often than this, ms. */
  spacingMs: 10_000,
} as const;

/** Milliseconds until the servers should be asked for again; null: they hold for good. */
export function renewalDelay(
  { iceServers, iceHoldsMs }: Pick<ResolvedStar, 'iceServers' | 'iceHoldsMs'>,
  unixNow: number,
): number | null {
  const end = credentialsEnd(iceServers);
  const lives = [iceHoldsMs, end === null ? null : end - unixNow].filter((ms) => ms !== null);
  if (lives.length === 0) return null;
  const life = Math.min(...lives);
  if (life <= 0) return ICE_RENEWAL.retryMs;
  const delay = life - Math.min(ICE_RENEWAL.marginMs, life / 4);
  return Math.min(ICE_RENEWAL.mostMs, Math.max(ICE_RENEWAL.leastMs, delay));
}

export interface StarIceOptions {
  resolve(signal: AbortSignal): Promise<ResolvedStar>;
  changed(): void;
  /** Unix time, by the clock of the star where that is known. */
  unixNow(): number;
  /** Milliseconds, monotonic. */
  now(): number;
  setTimer(ms: number, fn: () => void): () => void;
}

export class StarIce {
  servers: IceServer[] = [];
  readonly #options: StarIceOptions;
  readonly #stopped = new AbortController();
  #askedAt = Number.NEGATIVE_INFINITY;
  /** How often in a row the servers were the same as before. */
  #same = 0;
  #asking = false;
  #cancel = (): void => {};

  constructor(options: StarIceOptions) {
    this.#options = options;
  }

  /** What was just fetched counts from now on. */
  take(resolved: Pick<ResolvedStar, 'iceServers' | 'iceHoldsMs'>): void {
    this.#askedAt = this.#options.now();
    const changed = JSON.stringify(this.servers) !== JSON.stringify(resolved.iceServers);
    this.#same = changed ? 0 : this.#same + 1;
    this.servers = resolved.iceServers;
    const delay = renewalDelay(resolved, this.#options.unixNow());
    this.#later(delay && Math.max(delay, Math.min(ICE_RENEWAL.sameMs, delay * 2 ** this.#same)));
    if (changed) this.#options.changed();
  }

  #later(ms: number | null): void {
    this.#cancel();
    if (ms === null || this.#stopped.signal.aborted) return;
    this.#cancel = this.#options.setTimer(ms, () => void this.#ask());
  }

  /** A connection failed. Servers without passwords stay as they are. */
  renew(): void {
    const secret = this.servers.some(({ credential }) => credential);
    if (!secret || this.#options.now() - this.#askedAt < ICE_RENEWAL.spacingMs) return;
    void this.#ask();
  }

  async #ask(): Promise<void> {
    const { signal } = this.#stopped;
    if (this.#asking || signal.aborted) return;
    this.#asking = true;
    try {
      const resolved = await this.#options.resolve(signal);
      if (!signal.aborted) this.take(resolved);
    } catch (error) {
      // The star may be away for a moment; what is known is kept until it comes back.
      log('ICE servers could not be fetched again', error);
      this.#askedAt = this.#options.now();
      this.#later(ICE_RENEWAL.retryMs);
    } finally {
      this.#asking = false;
    }
  }

  stop(): void {
    this.#stopped.abort();
    this.#cancel();
  }
}
