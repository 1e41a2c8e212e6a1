/**
 * Stands in for the package `denque`, of which gossipsub needs a first-in-first-out queue: for the
 * messages whose delivery it scores.
 */
export default class Queue {
  #items = [];
  #first = 0;

  push(item) {
    this.#items.push(item);
  }

  /** The oldest item, undefined when there is none. */
  peekFront() {
    return this.#items[this.#first];
  }

  /** Removes the oldest item and returns it. */
  shift() {
    if (this.#first === this.#items.length) return undefined;
    const item = this.#items[this.#first];
    this.#items[this.#first] = undefined;
    this.#first++;
    // Array.shift() would move every item each time; half of the array being spent, move once.
    if (this.#first * 2 >= this.#items.length) {
      this.#items = this.#items.slice(this.#first);
      this.#first = 0;
    }
    return item;
  }

  get length() {
    return this.#items.length - this.#first;
  }

  clear() {
    this.#items = [];
    this.#first = 0;
  }
}
