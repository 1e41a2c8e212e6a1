/** How media goes over an edge, for every pair of abilities; and what a page without transforms does. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RelayWay } from '../../../src/base/types.js';
import { supportedWays } from '../../../src/media/link/capabilities.js';
import { type Abilities, edgeWay, readsTrailers } from '../../../src/media/link/edge-way.js';
import { parseSignalMessage } from '../../../src/wire/messages/signal.js';
import { hint, join, stage } from '../overlay/overlay-stage.js';
import { joinMessage } from '../session/join-message.js';

/** Browsers by what they have. */
const SCOPES = {
  chromium: {
    RTCPeerConnection: class {},
    RTCRtpScriptTransform: class {},
    RTCEncodedVideoFrame: class {},
    RTCRtpSender: { prototype: { createEncodedStreams: () => {} } },
  },
  firefox: { RTCPeerConnection: class {}, RTCRtpScriptTransform: class {} },
  plain: { RTCPeerConnection: class {} },
};
type Browser = keyof typeof SCOPES;
const BROWSERS = Object.keys(SCOPES) as Browser[];

const abilities = (browser: Browser): Abilities => ({
  ways: supportedWays(SCOPES[browser]),
  marks: browser !== 'plain',
});

test('the way of every pair of browsers', () => {
  const table: Record<Browser, Record<Browser, [RelayWay, boolean]>> = {
    // parent: { child: [way, the child offers] }
    chromium: {
      chromium: ['forward', false],
      firefox: ['forward', false],
      plain: ['transcode', false],
    },
    firefox: { chromium: ['carry', true], firefox: ['carry', false], plain: ['transcode', false] },
    plain: {
      chromium: ['transcode', true],
      firefox: ['transcode', false],
      plain: ['transcode', false],
    },
  };
  for (const parent of BROWSERS) {
    for (const child of BROWSERS) {
      const [way, childOffers] = table[parent][child];
      const found = edgeWay(abilities(parent), abilities(child));
      assert.deepEqual(found, { way, childOffers }, `${parent} → ${child}`);
      // An older child says no more than its ways; the result is the same.
      const older = edgeWay(abilities(parent), { ways: abilities(child).ways });
      assert.deepEqual(older, { way, childOffers }, `${parent} → older ${child}`);
    }
  }
});

const ALL: RelayWay[] = ['forward', 'carry', 'transcode'];
const SUBSETS = Array.from({ length: 8 }, (_, bits) => ALL.filter((_way, i) => bits & (1 << i)));

test('whatever the ways were narrowed to: never marks to who does not strip them', () => {
  for (const parent of SUBSETS) {
    for (const ways of SUBSETS) {
      for (const marks of [true, false, undefined]) {
        const child = { ways, marks };
        const what = `${parent} → ${JSON.stringify(child)}`;
        const edge = edgeWay({ ways: parent }, child);
        if (edge === null) {
          assert.equal(readsTrailers(child), false, what);
          assert.ok(parent.length > 0 && !parent.includes('transcode'), what);
          continue;
        }
        assert.ok(parent.includes(edge.way) || parent.length === 0, what);
        if (!readsTrailers(child)) assert.equal(edge.way, 'transcode', what);
        // A child that can strip them gets the best.
        else assert.equal(edge.way, parent[0] ?? 'transcode', what);
      }
    }
  }
});

test('what a child can travels in its join, and an older join is read as well', () => {
  for (const marks of [true, false]) {
    const read = parseSignalMessage(JSON.stringify({ ...joinMessage(), marks }));
    assert.equal(read.t === 'join' && read.marks, marks);
  }
  const older = parseSignalMessage(JSON.stringify(joinMessage()));
  assert.equal(older.t === 'join' && older.marks, undefined);
  assert.throws(() => parseSignalMessage(JSON.stringify({ ...joinMessage(), marks: 'yes' })));
});

test('an asker that cannot be served is refused with the reason, an older one as when full', () => {
  const on = stage({
    root: true,
    ways: ['forward'],
    marks: true,
    canServe: (asker) => edgeWay({ ways: ['forward'] }, asker) !== null,
  });
  on.peer.start();
  on.peer.receive('new', join('link-new-0', { ways: ['transcode'], marks: false }));
  assert.equal(on.last('new', 'redirect')?.reason, 'unsupported');
  on.peer.receive('old', join('link-old-0', { ways: ['transcode'] }));
  assert.equal(on.last('old', 'redirect')?.reason, 'full');
  on.peer.receive('able', join('link-able-0', { ways: ['transcode'], marks: true }));
  assert.ok(on.last('able', 'accept'));
  assert.deepEqual(
    on.calls.filter((call) => call.startsWith('open')),
    ['open down able link-able-0'],
  );
});

test('a page tells in its join whether it strips trailers, and asks others after a refusal', () => {
  const on = stage({ marks: false, ways: ['transcode'] });
  on.peer.start();
  on.peer.candidates([hint('a'), hint('b', 2)]);
  const asked = on.last('a', 'join') ?? on.last('b', 'join');
  assert.equal(asked?.marks, false);
  const first = on.last('a', 'join');
  if (first) {
    on.peer.receive('a', { t: 'redirect', link: first.link, reason: 'unsupported', peers: [] });
  }
  on.clock.runUntil(on.clock.now + 2_000);
  assert.ok(on.last('b', 'join'));
});
