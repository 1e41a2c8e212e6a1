/** A discrete-event clock: a binary heap of callbacks in order of time, then of insertion. */
interface Entry {
  at: number;
  order: number;
  run: (() => void) | null;
}

const before = (a: Entry, b: Entry): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

export class Scheduler {
  now = 0;
  /** Events run so far. */
  ran = 0;
  #heap: Entry[] = [];
  #order = 0;

  /** Runs `run` after `ms` of simulated time; the returned function cancels. */
  after(ms: number, run: () => void): () => void {
    const entry: Entry = { at: this.now + Math.max(0, ms), order: this.#order++, run };
    this.#push(entry);
    return () => {
      entry.run = null;
    };
  }

  /** Runs everything due until `time`, then stands there. */
  runUntil(time: number): void {
    for (let next = this.#heap[0]; next && next.at <= time; next = this.#heap[0]) {
      this.#pop();
      if (!next.run) continue;
      this.now = next.at;
      this.ran++;
      next.run();
    }
    this.now = time;
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let index = heap.length;
    heap.push(entry);
    while (index > 0) {
      const above = (index - 1) >> 1;
      if (!before(entry, heap[above]!)) break;
      heap[index] = heap[above]!;
      index = above;
    }
    heap[index] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop()!;
    if (heap.length === 0) return;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++;
      if (!before(heap[child]!, last)) break;
      heap[index] = heap[child]!;
      index = child;
    }
    heap[index] = last;
  }
}
