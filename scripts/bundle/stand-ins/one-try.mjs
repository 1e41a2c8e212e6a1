/**
 * Stands in for the package `p-retry`, by which libp2p redials peers that it has lost. CASTO sets
 * `reconnectRetries: 0`, as its StarLinks redial with backoff and without end: there is one try.
 */
export default async function pRetry(task, { retries, signal }) {
  if (retries !== 0) throw new Error('The bundle redials once: reconnectRetries has to be 0');
  signal?.throwIfAborted();
  return task(1);
}
