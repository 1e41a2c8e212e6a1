/** Made-up channels and statistics, named as such by the page that shows them. */
const id = (tail) => `12D3KooWGalleryGalleryGalleryGalleryGallery${tail}`;
const OWNER = id('Own3r7');
const MINUTE = 60_000;

const channel = (slug, title, viewers, minutes, owner = OWNER) => ({
  channelId: `${owner}/${slug}`,
  ownerId: owner,
  slug,
  title,
  startedAt: Date.now() - minutes * MINUTE,
  viewers,
  video: 'video/VP8',
  audio: 'audio/opus',
  peer: id('r00t01'),
  addresses: [],
  entries: [],
  sequence: 1,
  issuedAt: Date.now(),
  ended: false,
});

export const channels = [
  channel('harbour', 'Harbour at dusk', 1284, 42),
  channel(
    'talk',
    'From centralised servers to serverless: live question time',
    317,
    8,
    id('Spk3r2'),
  ),
  channel('garage', 'Garage session', 12, 125, id('Band5x')),
  channel('cat', 'cat', 1, 0, id('Cat9zz')),
  channel(
    'long',
    'A title that an author has made as long as a title may be, to see what becomes of it in a card',
    0,
    60 * 26,
    id('L0ng1d'),
  ),
];

const PLACES = [
  'Harbour',
  'Market square',
  'Studio',
  'Lecture hall',
  'Café Möwe',
  'Garden',
  'Rooftop',
];
const SHOWS = ['at dusk', 'live', 'open stage', 'question time', 'in the morning', 'rehearsal'];

/** A star that many use. */
export const manyChannels = Array.from({ length: 120 }, (_, i) =>
  channel(
    `show-${i}`,
    `${PLACES[i % PLACES.length]} ${SHOWS[i % SHOWS.length]}`,
    Math.round(2400 / (i + 1)),
    (i * 37) % 600,
    id(`M4ny${i}`),
  ),
);

const edge = (tail, way, change = {}) => ({
  peerId: id(tail),
  way,
  rttMs: 14,
  bitrate: 2_430_000,
  packetsLost: 3,
  jitterMs: 4,
  bytes: 48_000_000,
  ...change,
});

const base = () => ({
  role: 'relay',
  channelId: channels[0].channelId,
  peerId: id('S3lf01'),
  depth: 2,
  path: [id('r00t01'), id('h0p001'), id('S3lf01')],
  parent: edge('h0p001', 'forward'),
  standby: { peerId: id('St4nd1'), connected: true },
  children: [edge('ch1ld1', 'forward'), edge('ch1ld2', 'carry', { rttMs: 31, packetsLost: 0 })],
  viewers: 1284,
  latencyMs: 180 + Math.round(Math.random() * 40),
  joinMs: 640,
  switches: [
    { at: Date.now() - 9 * MINUTE, reason: 'first', gapMs: 0 },
    { at: Date.now() - 2 * MINUTE, reason: 'leave', gapMs: 33 },
  ],
  video: {
    width: 1280,
    height: 720,
    framesPerSecond: 29.5 + Math.random(),
    codec: 'video/VP8',
    framesDecoded: 16_200,
    framesDropped: 4,
    freezeCount: 0,
  },
  star: { connected: true, address: '/dns4/star.example.org/tcp/443/wss/p2p/12D3KooWStar' },
});

/** By the name of the channel's state. */
export function stats(kind) {
  const all = base();
  switch (kind) {
    case 'broadcaster':
      return {
        ...all,
        role: 'broadcaster',
        depth: 0,
        path: [all.path[0]],
        peerId: all.path[0],
        parent: null,
        standby: null,
      };
    case 'thin': {
      const quality = {
        frames: 'base',
        encoding: 'full',
        limitedBy: 'upload',
        framesPerSecond: 15,
      };
      return {
        ...stats('broadcaster'),
        children: all.children.map((child) => ({ ...child, quality })),
        video: { ...all.video, width: 1280, height: 720 },
      };
    }
    case 'leaf':
      return {
        ...all,
        role: 'viewer',
        children: [],
        standby: { ...all.standby, connected: false },
      };
    case 'crowd':
      return {
        ...all,
        depth: 9,
        path: Array.from({ length: 10 }, (_, i) => id(`p4th0${i}`)),
        parent: edge('p4th08', 'transcode', { rttMs: 212, packetsLost: 1840 }),
        children: Array.from({ length: 9 }, (_, i) =>
          edge(`ch1ld${i}`, ['forward', 'carry', 'transcode'][i % 3]),
        ),
        star: { ...all.star, connected: false },
      };
    default:
      return all;
  }
}
