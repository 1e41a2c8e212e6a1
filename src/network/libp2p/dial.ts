/** Dialling a peer that has several addresses. */
import type { Connection, Libp2p } from '@libp2p/interface';
import type { Multiaddr } from '@multiformats/multiaddr';

/** Milliseconds for one dial, all addresses of the peer included. */
export const DIAL_MS = 8_000;

/** An address gets no less than this, milliseconds: a handshake over a satellite takes seven round trips. */
const ADDRESS_MS = 2_500;

/**
 * Dials the addresses one after the other. Each gets an equal share of the time, so that one that leads
 * nowhere leaves time for the next, and a single address gets all of it. (libp2p's own limit for an
 * address is the same however many there are.)
 *
 * @throws the error of the only address, or an AggregateError of all
 */
export async function dialEach(
  libp2p: Pick<Libp2p, 'dial'>,
  addresses: readonly Multiaddr[],
  { signal, force = false }: { signal: AbortSignal; force?: boolean },
): Promise<Connection> {
  const shareMs = Math.max(ADDRESS_MS, DIAL_MS / addresses.length);
  const errors: unknown[] = [];
  for (const address of addresses) {
    const bounded = AbortSignal.any([signal, AbortSignal.timeout(shareMs)]);
    try {
      return await libp2p.dial([address], { signal: bounded, force });
    } catch (error) {
      errors.push(error);
      if (signal.aborted) break;
    }
  }
  throw errors.length === 1 ? errors[0] : new AggregateError(errors, 'No address answers');
}
