/** The forwarding worker's script; the build fills it in (scripts/inline-worker.mjs). */
export const workerSource: string = '';
