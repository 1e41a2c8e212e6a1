/**
 * libp2p's WebSockets, mended in three places.
 *
 * They go to addresses below a path, as `/dns4/example.org/tcp/443/tls/ws/http-path/star`, for a star behind
 * a proxy.
 *
 * A connection that is aborted closes its socket. libp2p does so with code 1006, which a browser and `ws`
 * refuse with an exception, and the socket stays open forever on both sides (libp2p/js-libp2p#3625).
 *
 * A handshake that fails says why, and closes its socket. libp2p's upgrader throws an EncryptionFailedError
 * or a MuxerUnavailableError without a cause, whether the other side spoke nonsense, was too slow or broke
 * off, and leaves the socket open.
 */
import type { MultiaddrConnection, Transport, Upgrader } from '@libp2p/interface';
import { type WebSocketsComponents, webSockets } from '@libp2p/websockets';
import { type Multiaddr, multiaddr } from '@multiformats/multiaddr';

interface SocketConnection {
  /** `terminate` is that of `ws`: at once, whether the other side answers or not. */
  websocket: Pick<WebSocket, 'close' | 'addEventListener'> & { terminate?(): void };
  sendReset(): void;
}

const socketOf = (connection: MultiaddrConnection) =>
  (connection as unknown as SocketConnection).websocket;

function mend(connection: MultiaddrConnection): MultiaddrConnection {
  const websocket = socketOf(connection);
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

/** The handshake had not ended when its time was over, or when the other side closed the connection. */
class HandshakeBrokenError extends Error {
  override name = 'HandshakeBrokenError';
}

/** A libp2p node begins with the length of `/multistream/1.0.0` and its line end, in binary. */
const isMultistream = (data: unknown): boolean =>
  data instanceof ArrayBuffer && new Uint8Array(data)[0] === 19;

/** What libp2p gives a transport to finish connections with. */
const mending = (upgrader: Upgrader): Upgrader =>
  Object.assign(Object.create(upgrader) as Upgrader, {
    async upgradeOutbound(connection, options) {
      connection.remoteAddr = withoutPath(connection.remoteAddr);
      let nonsense = false;
      const first = ({ data }: MessageEvent): void => {
        nonsense = !isMultistream(data);
        // libp2p takes the first byte for a length, and waits until its time is over for the rest.
        if (nonsense) connection.abort(new Error('This is not libp2p'));
      };
      socketOf(connection).addEventListener('message', first, { once: true });
      try {
        return await upgrader.upgradeOutbound(mend(connection), options);
      } catch (error) {
        const late = options?.signal?.aborted;
        const broken = late || connection.status !== 'open';
        connection.abort(error as Error);
        if (nonsense || !broken) throw error;
        throw new HandshakeBrokenError(
          late ? 'The handshake took too long' : 'Closed by the other side during the handshake',
          { cause: error },
        );
      }
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
