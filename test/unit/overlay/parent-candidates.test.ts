/** Whose word fills the memory of candidates, and how much of it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CandidatePool } from '../../../src/overlay/parents/parent-candidates.js';
import { BOUNDS, TIMING } from '../../../src/overlay/timing.js';
import { hint } from './overlay-stage.js';

function pool() {
  const clock = { now: 0 };
  const made = new CandidatePool(
    'me',
    { now: () => clock.now, setTimer: () => () => {}, random: () => 0, log: () => {} },
    TIMING,
  );
  return { clock, pool: made };
}

const many = (name: string, count: number) =>
  Array.from({ length: count }, (_, n) => `${name}${n}`);

for (const count of [65, 200, 2_000]) {
  for (const batch of [1, 10, 200]) {
    test(`${count} strangers that speak for themselves, ${batch} at a time: the tree's peers stay`, () => {
      const made = pool();
      const signed = many('signed', 10);
      const told = many('told', 12);
      made.pool.learn(signed.map((peer) => hint(peer)));
      made.pool.learn(
        told.map((peer) => hint(peer)),
        false,
        'parent',
      );
      const strangers = many('stranger', count);
      for (let from = 0; from < count; from += batch) {
        made.pool.learn(
          strangers.slice(from, from + batch).map((peer) => hint(peer)),
          true,
        );
      }
      const forgotten = [...signed, ...told].filter((peer) => !made.pool.get(peer));
      assert.deepEqual(forgotten, []);
      assert.ok(made.pool.size <= BOUNDS.candidates);
      assert.ok(made.pool.get(strangers.at(-1)!), 'the newest stranger is known');
    });
  }
}

test('a neighbour that names 200 peers drives out neither the signed ones nor those of others', () => {
  const made = pool();
  made.pool.learn(many('signed', 10).map((peer) => hint(peer)));
  made.pool.learn(
    many('other', 8).map((peer) => hint(peer)),
    false,
    'other',
  );
  for (const peer of many('nobody', 200)) made.pool.learn([hint(peer)], false, 'liar');
  const kept = [...many('signed', 10), ...many('other', 8)];
  assert.deepEqual(
    kept.filter((peer) => !made.pool.get(peer)),
    [],
  );
});

test('strangers and neighbours together do not drive out what the broadcaster signed', () => {
  const made = pool();
  const signed = many('signed', 10);
  made.pool.learn(signed.map((peer) => hint(peer)));
  for (const liar of many('liar', 5)) {
    for (const peer of many(`of-${liar}-`, 60)) made.pool.learn([hint(peer)], false, liar);
    for (const peer of many(`stranger-${liar}-`, 60)) made.pool.learn([hint(peer)], true);
  }
  assert.deepEqual(
    signed.filter((peer) => !made.pool.get(peer)),
    [],
  );
  assert.ok(made.pool.size <= BOUNDS.candidates);
});

test('a stranger that the tree names is none any more, and leaves room for others', () => {
  const made = pool();
  made.pool.learn(
    many('x', 30).map((peer) => hint(peer)),
    true,
  );
  made.pool.learn(
    many('x', 10).map((peer) => hint(peer)),
    false,
    'parent',
  );
  made.pool.learn(
    many('y', 200).map((peer) => hint(peer)),
    true,
  );
  assert.equal(made.pool.get('x0')?.gossip, false);
  assert.equal(made.pool.get('x29'), undefined);
  assert.equal(made.pool.size, 10 + BOUNDS.ofOneWord);
});

test('a peer that speaks for itself too is still there by the word of the neighbour that named it', () => {
  const made = pool();
  made.pool.learn([hint('x')], false, 'liar');
  made.pool.learn([hint('x')], true);
  assert.equal(made.pool.get('x')?.teller, 'liar');
  made.pool.learn([hint('x')]);
  made.pool.learn([hint('x')], false, 'liar');
  assert.equal(made.pool.get('x')?.teller, null, 'the broadcaster has named it');
});

test('a neighbour does not lead elsewhere who looks for a peer that the broadcaster named', () => {
  const made = pool();
  const at = (address: string) => ({ ...hint('x'), addresses: [address] });
  made.pool.learn([at('/signed')]);
  made.pool.learn([{ ...at('/nowhere'), slots: 3 }], false, 'liar');
  assert.deepEqual(made.pool.get('x')?.addresses, ['/signed']);
  assert.equal(made.pool.get('x')?.slots, 3, 'what it says of places is news');
  made.pool.learn([at('/moved')]);
  assert.deepEqual(made.pool.get('x')?.addresses, ['/moved'], 'the broadcaster may');
  made.pool.learn([at('/of-liar')], false, 'liar');
  made.pool.learn([at('/itself')], true);
  assert.deepEqual(made.pool.get('x')?.addresses, ['/itself'], 'so may the peer');
});

test('addresses that a neighbour named give way to newer ones', () => {
  const made = pool();
  const at = (addresses: string[]) => ({ ...hint('x'), addresses });
  made.pool.learn([at(['/old'])], false, 'parent');
  made.pool.learn([at(['/new'])], false, 'other');
  made.pool.learn([at([])], false, 'other');
  assert.deepEqual(made.pool.get('x')?.addresses, ['/new']);
});
