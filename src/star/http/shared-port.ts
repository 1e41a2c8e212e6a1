/**
 * The libp2p WebSocket transport with its port shared: plain HTTP requests go to our own handler.
 *
 * `@libp2p/websockets` makes its HTTP server itself and answers every request that is not an upgrade
 * with 400; it takes no server and no request handler from outside. A second server in front would
 * have to copy every byte and would hide the client's address. So this reaches for the listener's
 * server, checks that it is there, and fails at start when a new version moves it.
 */
import { Server as HttpServer, type RequestListener } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';
import type { CreateListenerOptions, Listener, Transport } from '@libp2p/interface';
import type { WebSocketsComponents } from '@libp2p/websockets';
import type { Multiaddr } from '@multiformats/multiaddr';
import { CastoError } from '../../base/errors.js';
import { mendedWebSockets } from '../../network/libp2p/web-sockets.js';

/** A connection that sends nothing for so long, and is no WebSocket, is closed. Milliseconds. */
const IDLE_HTTP_MS = 15_000;

interface ListenerInternals {
  http?: unknown;
  server?: unknown;
}

export interface SharedPortOptions {
  /** Answers what is not a WebSocket. */
  onRequest: RequestListener;
  /** Told the port really bound, once it listens. */
  onListening(port: number): void;
  /** Told why the port could not be had: libp2p keeps of the error only its text. */
  onRefused(error: unknown): void;
  /** Sockets held at once, HTTP and WebSocket together. */
  maxSockets: number;
}

function share(listener: Listener, options: SharedPortOptions): void {
  const { http, server } = listener as unknown as ListenerInternals;
  if (!(http instanceof HttpServer) || !(server instanceof NetServer)) {
    throw new CastoError(
      'internal',
      'This version of @libp2p/websockets hides its HTTP server; the star cannot share its port',
    );
  }
  http.removeAllListeners('request');
  http.on('request', options.onRequest);
  http.on('clientError', (_error, socket) => socket.destroy());
  http.on('upgrade', (_request, socket) => (socket as Socket).setTimeout(0));
  server.maxConnections = options.maxSockets;
  server.on('connection', (socket: Socket) => {
    socket.setTimeout(IDLE_HTTP_MS, () => socket.destroy());
    // Before libp2p's own listener is attached, a reset would be an uncaught error event.
    socket.on('error', () => socket.destroy());
  });
  const address = server.address();
  if (address !== null && typeof address === 'object') options.onListening(address.port);
}

/** The transport for `createLibp2p`. */
export function webSocketsWithHttp(
  options: SharedPortOptions,
): (components: WebSocketsComponents) => Transport {
  return (components) => {
    const transport = mendedWebSockets(components);
    const createListener = transport.createListener.bind(transport);
    transport.createListener = (init: CreateListenerOptions): Listener => {
      const listener = createListener(init);
      const listen = listener.listen.bind(listener);
      listener.listen = async (address: Multiaddr): Promise<void> => {
        try {
          await listen(address);
        } catch (error) {
          options.onRefused(error);
          throw error;
        }
        share(listener, options);
      };
      return listener;
    };
    return transport;
  };
}
