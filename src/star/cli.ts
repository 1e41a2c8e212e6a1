#!/usr/bin/env node
import { setMaxListeners } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Star, StarOptions } from './star.js';

const USAGE = `casto-star: the meeting point of CASTO pages

  casto-star --port 9090 [--host 127.0.0.1] [--announce MULTIADDR]… [--peer STAR]…
             [--data DIR] [--site URL] [--json]
  casto-star --help | --version

  --port      port for WebSocket and HTTP; 0 picks a free one (default 9090)
  --host      name or address to listen on; 0.0.0.0 for every IPv4 network (default 127.0.0.1)
  --announce  address to tell pages instead, for a star behind a proxy,
              as /dns4/star.example.org/tcp/443/tls/ws; may be repeated
  --peer      another star (multiaddr or URL) to share announcements with; may be repeated
  --data      directory for what is kept over a restart: the star's key, which makes its address,
              and the live channels with the order in which they took their names
  --site      address of your pages (watch.html, embed.html), to answer /oembed for links to them;
              or the environment variable CASTO_SITE
  --json      tell URL and addresses as one line of JSON
  --version   tell the version and end
`;

/** The version of the package that this file is part of. */
function version(): string {
  // From dist/star/, and from build/src/star/.
  const places = ['../../', '../../../'].map((up) => new URL(`${up}package.json`, import.meta.url));
  const text = readFileSync(places.find((place) => existsSync(place)) ?? '', 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** A text is what to say instead of starting. */
function readOptions(): { star: StarOptions; json: boolean } | string {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '9090' },
      host: { type: 'string', default: '127.0.0.1' },
      announce: { type: 'string', multiple: true, default: [] },
      peer: { type: 'string', multiple: true, default: [] },
      data: { type: 'string' },
      site: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
      version: { type: 'boolean', short: 'v', default: false },
    },
  });
  if (values.help) return USAGE;
  if (values.version) return `casto-star ${version()}`;
  if (!/^\d{1,5}$/.test(values.port)) throw new Error(`--port ${values.port} is not a port`);
  const star: StarOptions = {
    port: Number(values.port),
    host: values.host,
    announce: values.announce,
    peers: values.peer,
    onTrouble: (sentence) => console.error(`casto-star: ${sentence}`),
  };
  if (values.data !== undefined) star.data = values.data;
  const site = values.site ?? process.env.CASTO_SITE;
  if (site) star.site = site;
  return { star, json: values.json };
}

async function greet(star: Star, json: boolean): Promise<void> {
  if (json) {
    console.log(JSON.stringify({ url: star.url, multiaddrs: star.multiaddrs }));
    return;
  }
  console.log(`CASTO star at ${star.url}`);
  for (const address of star.multiaddrs) console.log(`  ${address}`);
  const { pageAddresses } = await import('./http/page-address.js');
  const [best, ...others] = pageAddresses(star.multiaddrs);
  console.log(`\nName it in a page:\n  <meta name="casto-star" content="${best ?? star.url}">`);
  if (others.length > 0) console.log(`or, from another of its networks: ${others.join(' ')}`);
  if (best === undefined) {
    console.log('Only this computer reaches it there; see --host and --announce.');
  }
}

async function main(): Promise<void> {
  // The relay hangs one listener a relayed connection on each page's slot; Node takes the 11th for a
  // leak and says so on stderr.
  setMaxListeners(0);
  // One page's broken stream must not end the star for all.
  process.on('unhandledRejection', (error) => console.error('casto-star: unhandled', error));
  const options = readOptions();
  if (typeof options === 'string') {
    console.log(options);
    return;
  }
  // Before the start: a signal that comes while the star starts must not be lost.
  const signalled = new Promise<void>((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  // libp2p takes most of a second to load: a wrong option is told before that.
  const { createStar } = await import('./star.js');
  const star = await createStar(options.star);
  await greet(star, options.json);
  await signalled;
  await star.stop();
  process.exit(0);
}

main().catch((error: unknown) => {
  console.error(`casto-star: ${(error as Error).message}`);
  process.exit(1);
});
