import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

/** What the star tells over HTTP. */
export interface StarPages {
  /** `/.well-known/casto.json` */
  config(): { stars: string[]; iceServers: RTCIceServer[] };
  /** `/healthz` */
  health(): { ok: boolean; [detail: string]: unknown };
  /** `/metrics` */
  metrics(): string;
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

const JSON_TYPE = 'application/json; charset=utf-8';
const TEXT_TYPE = 'text/plain; charset=utf-8';

/** The star's HTTP side: three documents, read only, CORS open. */
export function starPages(pages: StarPages): RequestListener {
  return (request, response) => {
    // The body of a request is never wanted.
    request.resume();
    const path = (request.url ?? '/').split('?', 1)[0];
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
    switch (path) {
      case '/.well-known/casto.json':
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
      case '/':
        send(request, response, 200, TEXT_TYPE, 'A CASTO star. See /.well-known/casto.json\n');
        return;
      default:
        send(request, response, 404, TEXT_TYPE, 'Not found\n');
    }
  };
}
