/** Signalling that travels through the tree, link by link. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { routeBetween, TreeRelay } from '../../../src/session/signaling/tree-relay.js';
import type { ViaMessage } from '../../../src/wire/messages/link.js';
import type { SignalMessage } from '../../../src/wire/messages/signal.js';
import { parseControlMessage } from '../../../src/wire/messages/table.js';
import { FakeLink } from './session-helpers.js';

const body: SignalMessage = { t: 'leave', reason: 'closing', peers: [] };

test('the route goes up to the common ancestor and down again', () => {
  assert.deepEqual(routeBetween(['R', 'A', 'me'], ['R', 'B', 'X']), ['A', 'R', 'B', 'X']);
  assert.deepEqual(routeBetween(['R', 'A', 'me'], ['R', 'A', 'X']), ['A', 'X']);
  assert.deepEqual(routeBetween(['R', 'A', 'B', 'me'], ['R', 'A']), ['B', 'A']);
  assert.deepEqual(routeBetween(['R', 'me'], ['R', 'me', 'X', 'Y']), ['X', 'Y']);
  assert.equal(routeBetween(['R', 'me'], ['Q', 'X']), null);
  assert.equal(routeBetween([], ['R']), null);
  assert.equal(routeBetween(['R'], []), null);
});

function router(self: string, path: string[], neighbours: string[]) {
  const links = new Map(neighbours.map((peer) => [peer, new FakeLink(`to-${peer}`, 'down', peer)]));
  const delivered: [string, string][] = [];
  const via = new TreeRelay({
    self,
    path: () => path,
    linkWith: (peer) => links.get(peer)?.link,
    deliver: (from, { t }) => delivered.push([from, t]),
  });
  return { via, links, delivered, link: (peer: string) => links.get(peer)!.link };
}

const message = (more: Partial<ViaMessage>): ViaMessage => ({
  t: 'via',
  from: 'F',
  to: 'me',
  route: [],
  trail: ['F', 'N'],
  body,
  ...more,
});

test('a message leaves towards a peer whose place is known, and only then', () => {
  const { via, links } = router('me', ['R', 'A', 'me'], ['A']);
  assert.equal(via.send('X', body), false);
  const hint = { peer: 'X', addresses: [], depth: 2, slots: 1, way: 'carry' as const, epoch: 1 };
  via.learn([hint]);
  assert.equal(via.send('X', body), false);
  via.learn([{ ...hint, path: ['R', 'X'] }]);
  assert.equal(via.send('X', body), true);
  assert.deepEqual(links.get('A')?.sent, [
    { t: 'via', from: 'me', to: 'X', route: ['R', 'X'], trail: ['me'], body },
  ]);
});

test('the answer goes back the way the question came', () => {
  const { via, links, delivered, link } = router('me', ['R', 'me'], ['N']);
  via.receive(link('N'), message({}));
  assert.deepEqual(delivered, [['F', 'leave']]);
  assert.equal(via.send('F', body), true);
  assert.deepEqual(links.get('N')?.sent[0]?.route, ['F']);
});

test('a message for another is passed on, with this peer on its trail', () => {
  const { via, links, delivered, link } = router('me', ['R', 'me'], ['N', 'M']);
  via.receive(link('N'), message({ to: 'X', route: ['M', 'X'] }));
  assert.deepEqual(delivered, []);
  const [passed] = links.get('M')!.sent;
  assert.deepEqual([passed?.route, passed?.trail], [['X'], ['F', 'N', 'me']]);
});

test('forged, circling and stranded messages go nowhere', () => {
  const { via, links, delivered, link } = router('me', ['R', 'me'], ['N', 'M']);
  for (const bad of [
    message({ trail: ['F', 'M'] }),
    message({ trail: ['Q', 'N'] }),
    message({ trail: ['F', 'me', 'N'] }),
    message({ trail: [] }),
    message({ to: 'X', route: [] }),
    message({ to: 'X', route: ['stranger'] }),
  ]) {
    via.receive(link('N'), bad);
  }
  assert.deepEqual(delivered, []);
  assert.ok([...links.values()].every(({ sent }) => sent.length === 0));
});

test('a neighbour that floods is passed on for at a limited rate; others are not hurt', () => {
  const { via, links, delivered, link } = router('me', ['R', 'me'], ['N', 'M', 'O']);
  for (let i = 0; i < 500; i++) via.receive(link('N'), message({ to: 'X', route: ['M', 'X'] }));
  const passed = links.get('M')!.sent.length;
  assert.ok(passed >= 40 && passed < 60, `${passed}`);
  via.receive(link('O'), message({ trail: ['F', 'O'] }));
  assert.equal(delivered.length, 1);
});

test('what is passed on or begun here is accepted by its readers, however long what came was', () => {
  const ids = Array.from({ length: 70 }, (_, n) => `peer${n}_`.padEnd(128, 'x'));
  const size = fc.integer({ min: 0, max: 62 });
  const address = `/dns4/${'x'.repeat(249)}`;
  fc.assert(
    fc.property(
      size,
      size,
      fc.nat({ max: 10 }),
      fc.nat({ max: 24_000 }),
      (trail, route, n, sdp) => {
        const { via, links, link } = router('me', ['R', 'me'], ['N', 'next']);
        const hints = ids.slice(0, n).map((peer) => ({
          peer,
          addresses: Array.from({ length: 8 }, () => address),
          depth: 1,
          slots: 1,
          way: 'carry' as const,
          epoch: 1,
        }));
        const came = {
          from: trail === 0 ? 'N' : ids[0]!,
          to: 'far',
          trail: [...ids.slice(0, trail), 'N'],
          route: ['next', ...ids.slice(0, route)],
        };
        const bodies: SignalMessage[] = [
          { t: 'leave', reason: 'closing', peers: hints },
          { t: 'offer', link: 'link-00001', sdp: 'x'.repeat(sdp) },
        ];
        for (const body of bodies) via.receive(link('N'), message({ ...came, body }));
        const place = { addresses: [], depth: 2, slots: 1, way: 'carry' as const, epoch: 1 };
        via.learn([{ ...place, peer: 'deep', path: ['R', ...ids.slice(0, 62), 'deep'] }]);
        for (const body of bodies) via.send('deep', body);
        for (const { sent } of links.values()) {
          for (const each of sent) parseControlMessage(JSON.stringify(each));
        }
      },
    ),
    { numRuns: 200 },
  );
});
