import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { IceServer } from '../../base/ice-servers.js';
import type { OEmbedReply } from './oembed.js';

/** What the star tells over HTTP. */
export interface StarPages {
  /** `/.well-known/casto.json` */
  config(): { stars: string[]; iceServers: IceServer[] };
  /** `/healthz` */
  health(): { ok: boolean; [detail: string]: unknown };
  /** `/metrics` */
  metrics(): string;
  /** `/oembed`; without it, the star knows no pages to embed. */
  oembed?(query: URLSearchParams): OEmbedReply;
}

const COMMON = {
  // Pages of any origin name this star; everything it tells is public.
  'access-control-allow-origin': '*',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
};

function send(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  type: string,
  body: string,
): void {
  response.writeHead(status, {
    ...COMMON,
    'content-type': type,
    'content-length': Buffer.byteLength(body),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

const CONFIG = '/.well-known/casto.json';
const JSON_TYPE = 'application/json; charset=utf-8';
const TEXT_TYPE = 'text/plain; charset=utf-8';

/** The star's HTTP side: a few documents, read only, CORS open. */
export function starPages(pages: StarPages): RequestListener {
  return (request, response) => {
    // The body of a request is never wanted.
    request.resume();
    const [path, query = ''] = (request.url ?? '/').split(/\?(.*)/s, 2);
    if (request.method === 'OPTIONS') {
      response.writeHead(204, {
        ...COMMON,
        'access-control-allow-methods': 'GET, HEAD, OPTIONS',
        'access-control-allow-headers': '*',
        // A public page may ask a star on the person's own network.
        'access-control-allow-private-network': 'true',
        'access-control-max-age': '86400',
      });
      response.end();
      return;
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('allow', 'GET, HEAD, OPTIONS');
      send(request, response, 405, TEXT_TYPE, 'Only GET\n');
      return;
    }
    // A proxy that has the star below a path may leave the path in the request.
    switch (path?.endsWith(CONFIG) ? CONFIG : path) {
      case CONFIG:
        send(request, response, 200, JSON_TYPE, JSON.stringify(pages.config()));
        return;
      case '/healthz': {
        const health = pages.health();
        send(request, response, health.ok ? 200 : 503, JSON_TYPE, JSON.stringify(health));
        return;
      }
      case '/metrics':
        send(request, response, 200, 'text/plain; version=0.0.4; charset=utf-8', pages.metrics());
        return;
      case '/oembed': {
        if (!pages.oembed) {
          send(request, response, 404, TEXT_TYPE, 'This star was given no --site\n');
          return;
        }
        const { status, body } = pages.oembed(new URLSearchParams(query));
        if (typeof body === 'string') send(request, response, status, TEXT_TYPE, body);
        else send(request, response, status, JSON_TYPE, JSON.stringify(body));
        return;
      }
      case '/':
        send(request, response, 200, TEXT_TYPE, 'A CASTO star. See /.well-known/casto.json\n');
        return;
      default:
        send(request, response, 404, TEXT_TYPE, 'Not found\n');
    }
  };
}
