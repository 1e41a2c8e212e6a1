/** Whose address it is: what one subscriber has at hand is one. */
import type { Multiaddr } from '@multiformats/multiaddr';
import { hostOf } from '../network/libp2p/gater.js';

/** An IPv4 address, the /64 of an IPv6 address; '' when the address begins with neither. */
export function networkOf(address: Multiaddr): string {
  const host = hostOf(address) ?? '';
  if (!host.startsWith('ip6/')) return host;
  const [head = '', tail = ''] = host.slice(4).split('::');
  const groups = head.split(':').filter(Boolean);
  const after = tail.split(':').filter(Boolean);
  if (host.includes('::')) {
    while (groups.length + after.length < 8) groups.push('0');
  }
  return `ip6/${[...groups, ...after].slice(0, 4).join(':')}`;
}
