/**
 * libp2p's WebSockets, mended in two ways. They go to addresses below a path, as
 * `/dns4/example.org/tcp/443/tls/ws/http-path/star`, for a star behind a proxy. And a connection that is aborted closes its socket. libp2p does so with code
 * 1006, which a browser and `ws` refuse with an exception, and the socket stays open for ever on both
 * sides (libp2p/js-libp2p#3625).
 */
import type { MultiaddrConnection, Transport, Upgrader } from '@libp2p/interface';
import { type WebSocketsComponents, webSockets } from '@libp2p/websockets';
import { type Multiaddr, multiaddr } from '@multiformats/multiaddr';

interface SocketConnection {
  /** `terminate` is that of `ws`: at once, whether the other side answers or not. */
  websocket: { close(): void; terminate?(): void };
  sendReset(): void;
}

function mend(connection: MultiaddrConnection): MultiaddrConnection {
  const { websocket } = connection as unknown as SocketConnection;
  return Object.assign(connection, {
    sendReset: () => (websocket.terminate ? websocket.terminate() : websocket.close()),
  });
}

export const PATH = 'http-path';

/** libp2p's matchers of addresses, relayed ones too, know no path. */
function withoutPath(address: Multiaddr): Multiaddr {
  const all = address.getComponents();
  const rest = all.filter(({ name }) => name !== PATH);
  return rest.length < all.length ? multiaddr(rest) : address;
}

/** What libp2p gives a transport to finish connections with. */
const mending = (upgrader: Upgrader): Upgrader =>
  Object.assign(Object.create(upgrader) as Upgrader, {
    upgradeOutbound: (connection, options) => {
      connection.remoteAddr = withoutPath(connection.remoteAddr);
      return upgrader.upgradeOutbound(mend(connection), options);
    },
    upgradeInbound: (connection, options) => upgrader.upgradeInbound(mend(connection), options),
  } satisfies Pick<Upgrader, 'upgradeInbound' | 'upgradeOutbound'>);

/** The transport for `createLibp2p`. */
export function mendedWebSockets(components: WebSocketsComponents): Transport {
  const transport = webSockets()(components);
  const dial = transport.dial.bind(transport);
  const createListener = transport.createListener.bind(transport);
  return Object.assign(transport, {
    dial: (address, options) => dial(address, { ...options, upgrader: mending(options.upgrader) }),
    createListener: (options) =>
      createListener({ ...options, upgrader: mending(options.upgrader) }),
    dialFilter: (addresses) =>
      addresses.filter((address) => transport.listenFilter([withoutPath(address)]).length > 0),
  } satisfies Pick<Transport, 'createListener' | 'dial' | 'dialFilter'>);
}
