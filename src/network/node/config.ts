import { readIceServers } from '../../base/ice-servers.js';
import { warnOnce } from '../../base/settings.js';
import type { CastoConfig } from '../../base/types.js';

/** Part of a page-wide configuration that concerns the network. */
export type NetworkConfig = Pick<CastoConfig, 'stars' | 'iceServers'>;

const KEY = Symbol.for('casto.network.config');
const shared = globalThis as { [KEY]?: NetworkConfig };

/**
 * Stars for elements that name none, and ICE servers; kept page-wide so that every copy of the
 * bundle sees them. Stars count for nodes acquired afterwards, ICE servers for those that run as well.
 * Fields left out stay as they were.
 */
export function configureNetwork(config: NetworkConfig): void {
  const next: NetworkConfig = { ...shared[KEY] };
  if (config.stars !== undefined) next.stars = config.stars;
  if (config.iceServers !== undefined) {
    next.iceServers = readIceServers(config.iceServers, 'configure(): iceServers', warnOnce);
  }
  shared[KEY] = next;
  for (const listener of [...listeners]) listener();
}

const listeners = new Set<() => void>();

/** Called after each change that this copy of the bundle was told. Returns what undoes it. */
export function onNetworkConfig(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const networkConfig = (): NetworkConfig => shared[KEY] ?? {};
