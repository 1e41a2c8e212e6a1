import type { CastoConfig } from '../types.js';

/** Part of a page-wide configuration that concerns the network. */
export type NetworkConfig = Pick<CastoConfig, 'stars' | 'iceServers'>;

const KEY = Symbol.for('casto.network.config');
const shared = globalThis as { [KEY]?: NetworkConfig };

/**
 * Stars for elements that name none, and ICE servers; kept page-wide so that every copy of the
 * bundle sees them. Counts for nodes acquired afterwards. Fields left out stay as they were.
 */
export function configureNetwork(config: NetworkConfig): void {
  const next: NetworkConfig = { ...shared[KEY] };
  if (config.stars !== undefined) next.stars = config.stars;
  if (config.iceServers !== undefined) next.iceServers = config.iceServers;
  shared[KEY] = next;
}

/** What the page's `<meta name="casto-star">` says now; '' without one. */
export const metaStars = (): string =>
  (globalThis as { document?: Document }).document
    ?.querySelector?.('meta[name="casto-star"]')
    ?.getAttribute('content')
    ?.trim() ?? '';

export const networkConfig = (): NetworkConfig => shared[KEY] ?? {};
