/** Waiting on conditions, never on time alone. */

export const delay = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, ms));

export interface UntilOptions {
  /** Milliseconds; default 15 000. */
  timeoutMs?: number;
  intervalMs?: number;
  /** What was waited for, for the error. A function is asked when the time is over. */
  message?: string | (() => string | Promise<string>);
}

/**
 * Resolves with the first truthy value that `probe` gives.
 * @throws when the time is over, with the last error of `probe` as its cause.
 */
export async function until<T>(
  probe: () => T | Promise<T>,
  options: UntilOptions = {},
): Promise<NonNullable<T>> {
  const { timeoutMs = 15_000, intervalMs = 50, message = 'a condition' } = options;
  const deadline = Date.now() + timeoutMs;
  let cause: unknown;
  for (;;) {
    try {
      const value = await probe();
      if (value) return value;
    } catch (error) {
      cause = error;
    }
    if (Date.now() > deadline) {
      const text = typeof message === 'function' ? await message() : message;
      throw new Error(`Waited ${timeoutMs} ms in vain for ${text}`, { cause });
    }
    await delay(intervalMs);
  }
}
