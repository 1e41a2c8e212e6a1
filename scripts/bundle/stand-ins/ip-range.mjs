/**
 * Stands in for the packages `@chainsafe/netmask` and `netmask`, of which libp2p needs one thing:
 * whether a range of IP addresses contains one. The range is an address and the number of its leading
 * bits that count.
 */
import { parseIP } from '@chainsafe/is-ip/parse';

/** @throws Error when `ip` is no address */
function bytesOf(ip) {
  const bytes = typeof ip === 'string' ? parseIP(ip) : ip;
  if (!bytes) throw new Error(`Invalid IP address: ${ip}`);
  return bytes;
}

export class IpNet {
  #base;
  #bits;

  constructor(address, bits) {
    this.#base = bytesOf(address);
    this.#bits = Number(bits);
  }

  /** @param {string | Uint8Array} ip */
  contains(ip) {
    const bytes = bytesOf(ip);
    // Of each octet those bits that do not count are shifted out.
    const free = (index) => 8 - Math.min(8, Math.max(0, this.#bits - 8 * index));
    return (
      bytes.length === this.#base.length &&
      bytes.every((octet, index) => (octet ^ this.#base[index]) >> free(index) === 0)
    );
  }
}

/** The same as `netmask` has it. */
export class Netmask extends IpNet {
  /** @param {string} range as `10.0.0.0/8` */
  constructor(range) {
    super(...range.split('/'));
  }
}

/** @param {string} range as `2000::/3` */
export const cidrContains = (range, ip) => new Netmask(range).contains(ip);
