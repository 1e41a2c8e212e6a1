/**
 * Stands in for the package `netmask`, of which @libp2p/utils needs one thing: whether an IPv4
 * range in CIDR notation contains an address. Octets are decimal.
 */

/** @throws Error when `address` is not four octets */
function toNumber(address) {
  const octets = address.split('.');
  const valid = octets.every((octet) => /^\d{1,3}$/.test(octet) && Number(octet) <= 255);
  if (octets.length !== 4 || !valid) throw new Error(`Invalid net address: ${address}`);
  return octets.reduce((number, octet) => number * 256 + Number(octet), 0);
}

export class Netmask {
  #size;
  #block;

  /** @param {string} range as `10.0.0.0/8` */
  constructor(range) {
    const [base, bits] = range.split('/');
    this.#size = 2 ** (32 - Number(bits));
    this.#block = Math.floor(toNumber(base) / this.#size);
  }

  /** @param {string} address as `10.1.2.3` */
  contains(address) {
    return Math.floor(toNumber(address) / this.#size) === this.#block;
  }
}
