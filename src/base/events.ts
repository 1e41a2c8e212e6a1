/** A typed event source for the engine. No DOM event is needed, so it runs in Node as well. */
type Listener<T> = (detail: T) => void;

/**
 * Emits named events with one detail value. A listener that throws is reported on the console and
 * never reaches the engine.
 */
export class Emitter<Events extends object> {
  #listeners = new Map<keyof Events, Set<Listener<never>>>();

  /** Adds a listener; returns the function that removes it. */
  on<K extends keyof Events>(type: K, listener: Listener<Events[K]>): () => void {
    let set = this.#listeners.get(type);
    if (!set) {
      set = new Set();
      this.#listeners.set(type, set);
    }
    set.add(listener as Listener<never>);
    return () => {
      set.delete(listener as Listener<never>);
    };
  }

  /** Resolves with the detail of the next event of this type. */
  next<K extends keyof Events>(type: K, signal?: AbortSignal): Promise<Events[K]> {
    return new Promise((resolve, reject) => {
      const off = this.on(type, (detail) => {
        off();
        signal?.removeEventListener('abort', onAbort);
        resolve(detail);
      });
      const onAbort = (): void => {
        off();
        reject(signal?.reason);
      };
      if (signal?.aborted) onAbort();
      else signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  emit<K extends keyof Events>(type: K, detail: Events[K]): void {
    for (const listener of [...(this.#listeners.get(type) ?? [])]) {
      try {
        (listener as Listener<Events[K]>)(detail);
      } catch (error) {
        console.error(`casto: a listener of "${String(type)}" threw`, error);
      }
    }
  }

  removeAllListeners(): void {
    this.#listeners.clear();
  }
}
