/**
 * Stands in for libp2p's resolver of /dnsaddr, which asks DNS-over-HTTPS services of third parties.
 * Nothing is resolved, and nobody is asked, in a page.
 */
import { UnsupportedOperationError } from '@libp2p/interface';

export const dnsaddrResolver = {
  canResolve: () => false,
  async resolve() {
    throw new UnsupportedOperationError(
      '/dnsaddr addresses are not looked up in a page: name the star by /dns or its URL',
    );
  },
};
