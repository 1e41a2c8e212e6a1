/**
 * Stands in for libp2p's scalable cuckoo filter, which keeps fingerprints of what was added, to save
 * memory where that is millions of things. A page adds addresses that others saw of it and stars that
 * gave no slot: a handful, kept as they are, and without false positives.
 */
export class ScalableCuckooFilter {
  #items = new Set();

  /** @param {string | Uint8Array} item */
  add(item) {
    this.#items.add(String(item));
    return true;
  }

  has(item) {
    return this.#items.has(String(item));
  }

  remove(item) {
    return this.#items.delete(String(item));
  }

  get count() {
    return this.#items.size;
  }
}

export const createScalableCuckooFilter = () => new ScalableCuckooFilter();
