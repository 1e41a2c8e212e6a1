/**
 * Stands in for @multiformats/multiaddr-to-uri, which knows every kind of address: libp2p's WebSocket
 * transport, its only caller, gives it none but those it can dial.
 */
export function multiaddrToUri(address) {
  const parts = address.getComponents();
  const value = (name) => parts.find((part) => part.name === name)?.value;
  const [host] = parts;
  const secure = parts.some(({ name }) => name === 'tls' || name === 'wss');
  const name = host.name === 'ip6' ? `[${host.value}]` : host.value;
  const port = value('tcp');
  const path = decodeURIComponent(value('http-path') ?? '');
  const at = `${value('sni') ?? name}${port === undefined ? '' : `:${port}`}`;
  const { href } = new URL(`${secure ? 'wss' : 'ws'}://${at}${path}`);
  return href.replace(/\/$/, '');
}
