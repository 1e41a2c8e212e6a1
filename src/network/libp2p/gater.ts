/**
 * Which addresses a page may dial. Other peers tell us addresses; without a rule they could aim our
 * page at hosts of the person's own network.
 */
import type { ConnectionGater } from '@libp2p/interface';
import { isPrivate } from '@libp2p/utils';
import type { Multiaddr } from '@multiformats/multiaddr';

/** Name or number of the host an address begins with. */
export function hostOf(address: Multiaddr): string | null {
  const first = address.getComponents()[0];
  return first?.value === undefined ? null : `${first.name}/${first.value}`;
}

/**
 * Allows the hosts of named stars whatever they are (libp2p's browser default would refuse `ws://`
 * and private ones), and other stars, which our own peers may sit on, at public addresses only.
 */
export function starGater(isNamedHost: (host: string) => boolean): ConnectionGater {
  return {
    denyDialMultiaddr: (address) => {
      const host = hostOf(address);
      if (host === null) return true;
      return !isNamedHost(host) && isPrivate(address);
    },
  };
}
