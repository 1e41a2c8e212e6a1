/**
 * Static server of the demo: demo/ at /, dist/ at /dist/, built apps at /frameworks/, and
 * /.well-known/casto.json and /oembed passed through from the star, so that the demo pages need no
 * `star` attribute. Loopback only unless `--host` says otherwise.
 *
 *   node scripts/demo-server.mjs [--port 8080] [--host 127.0.0.1] [--star http://127.0.0.1:9090]
 */
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { channelPage, withDiscovery } from './discovery.mjs';
import { root } from './install.mjs';

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.ico': 'image/x-icon',
  '.webm': 'video/webm',
  '.mp4': 'video/mp4',
  '.md': 'text/markdown; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
};

/** First mount whose prefix fits wins; longer prefixes come first. */
const MOUNTS = [
  ['/dist/', join(root, 'dist')],
  // What `node scripts/frameworks.mjs` builds.
  ['/frameworks/', join(root, 'build/demo/frameworks')],
  ['/', join(root, 'demo')],
];

/** The file a URL path names, or null when it would leave its folder. */
export function resolvePath(pathname, mounts = MOUNTS) {
  let decoded;
  try {
    decoded = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  if (decoded.includes('\0')) return null;
  const mount = mounts.find(([prefix]) => decoded.startsWith(prefix));
  if (!mount) return null;
  const [prefix, folder] = mount;
  const file = normalize(join(folder, decoded.slice(prefix.length)));
  return file === folder || file.startsWith(folder.endsWith(sep) ? folder : folder + sep)
    ? file
    : null;
}

/** `bytes=a-b`, `bytes=a-`, `bytes=-n` of a file of `size` bytes; null: no range, 'bad': refuse. */
export function parseRange(header, size) {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return null;
  const start = match[1] === '' ? Math.max(0, size - Number(match[2])) : Number(match[1]);
  const end = match[1] === '' || match[2] === '' ? size - 1 : Math.min(Number(match[2]), size - 1);
  return start > end || start >= size ? 'bad' : { start, end };
}

function fail(response, status, text) {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(`${text}\n`);
}

async function serveFile(request, response, path) {
  let file = path;
  let info = await stat(file).catch(() => null);
  if (info?.isDirectory()) {
    // Without the slash the page's relative links would resolve one folder too high.
    const url = new URL(request.url, 'http://localhost');
    if (!url.pathname.endsWith('/')) {
      response.writeHead(301, { location: `${url.pathname.replace(/^\/+/, '/')}/${url.search}` });
      response.end();
      return;
    }
    file = join(file, 'index.html');
    info = await stat(file).catch(() => null);
  }
  if (!info?.isFile()) return fail(response, 404, 'Not found');
  const headers = {
    'content-type': TYPES[extname(file).toLowerCase()] ?? 'application/octet-stream',
    'accept-ranges': 'bytes',
    'cache-control': 'no-cache',
    'last-modified': info.mtime.toUTCString(),
    'x-content-type-options': 'nosniff',
  };
  const range = parseRange(request.headers.range, info.size);
  if (range === 'bad') {
    response.writeHead(416, { 'content-range': `bytes */${info.size}` });
    response.end();
    return;
  }
  const { start, end } = range ?? { start: 0, end: info.size - 1 };
  headers['content-length'] = Math.max(0, end - start + 1);
  if (range) headers['content-range'] = `bytes ${start}-${end}/${info.size}`;
  response.writeHead(range ? 206 : 200, headers);
  if (request.method === 'HEAD' || info.size === 0) {
    response.end();
    return;
  }
  const stream = createReadStream(file, { start, end });
  stream.on('error', () => response.destroy());
  response.on('close', () => stream.destroy());
  stream.pipe(response);
}

/** Passes on what the star says at this path. */
async function askStar(response, star, path) {
  try {
    const answer = await fetch(new URL(path, star), { signal: AbortSignal.timeout(3000) });
    response.writeHead(answer.status, {
      'content-type': answer.headers.get('content-type') ?? 'text/plain',
      'cache-control': 'no-store',
    });
    response.end(await answer.text());
  } catch {
    fail(response, 502, 'The star does not answer');
  }
}

/** A page of one channel, with the link by which other sites find out how to embed it. */
async function serveChannelPage(request, response, path, url) {
  const html = await readFile(path, 'utf8').catch(() => null);
  if (html === null) return fail(response, 404, 'Not found');
  const body = Buffer.from(withDiscovery(html, url));
  response.writeHead(200, {
    'content-type': TYPES['.html'],
    'content-length': body.length,
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

/**
 * Starts the server.
 * @param {{ port?: number, host?: string, star?: string | (() => string | undefined),
 *   mounts?: [string, string][] }} options
 *   `port` 0 picks a free one; `star` is the star's http URL, or what gives it once there is one.
 * @returns {Promise<{ url: string, close(): Promise<void> }>}
 */
export async function startDemoServer(options = {}) {
  const { port = 8080, host = '127.0.0.1', mounts = MOUNTS } = options;
  const starUrl = () => (typeof options.star === 'function' ? options.star() : options.star);
  const server = createServer((request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      fail(response, 405, 'Only GET and HEAD');
      return;
    }
    let pathname;
    try {
      ({ pathname } = new URL(request.url, 'http://localhost'));
    } catch {
      fail(response, 400, 'Bad request');
      return;
    }
    const star = starUrl();
    if (star && (pathname === '/.well-known/casto.json' || pathname === '/oembed')) {
      void askStar(response, star, request.url);
      return;
    }
    const path = resolvePath(pathname, mounts);
    if (!path) {
      fail(response, 404, 'Not found');
      return;
    }
    const page = star ? channelPage(request) : null;
    const served = page
      ? serveChannelPage(request, response, path, page)
      : serveFile(request, response, path);
    served.catch(() => response.destroy());
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const shown = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return {
    url: `http://${shown.includes(':') ? `[${shown}]` : shown}:${server.address().port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '8080' },
      host: { type: 'string', default: '127.0.0.1' },
      star: { type: 'string', default: 'http://127.0.0.1:9090' },
    },
  });
  const server = await startDemoServer({ ...values, port: Number(values.port) });
  console.log(`Demo: ${server.url}`);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void server.close());
}
