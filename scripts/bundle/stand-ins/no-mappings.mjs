/**
 * Stands in for libp2p's mappings of a node's own addresses to the router's and to names, which UPnP
 * and AutoTLS fill in, and for those that others saw it come from, which AutoNAT verifies. A page has none
 * of these: its only addresses are the relay slots at its stars.
 */
class NoMappings {
  has() {
    return false;
  }
  getAll() {
    return [];
  }
  confirm() {
    return false;
  }
  unconfirm() {
    return false;
  }
  remove() {
    return false;
  }
  add() {}
  removePrefixed() {}
}

export { NoMappings as DNSMappings, NoMappings as IPMappings, NoMappings as ObservedAddresses };
