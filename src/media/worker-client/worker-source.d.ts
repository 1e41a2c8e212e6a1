/**
 * The forwarding worker's script. Written into build/ by scripts/inline-worker.mjs; only its type is
 * here, so that compiling again never empties it.
 */
export const workerSource: string;
