/**
 * This computer's clocks. The wall clock (`Date.now()`) is set by hand, by a time server and by a
 * battery that is empty, so nothing is decided by it. A unit test keeps it out of every other file.
 */

/**
 * Unix ms with sub-millisecond steps, which never jumps or runs backwards: the wall clock as it was
 * when the page was opened, and the monotonic clock since. It stands still while a computer sleeps.
 */
export const localUnixMs = (): number => performance.timeOrigin + performance.now();

/** The date that a person reads on this computer, for names of files and the like. */
export const wallDate = (): Date => new Date();
