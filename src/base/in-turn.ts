/** Asynchronous steps one after the other. One that fails holds up none that follows. */
export class InTurn {
  #last: Promise<unknown> = Promise.resolve();

  /** Settles as the step does, once those before it are over. @throws what the step throws */
  run(step: () => unknown): Promise<void> {
    const done = this.#last.then(async () => {
      await step();
    });
    this.#last = done.catch(() => {});
    return done;
  }
}
