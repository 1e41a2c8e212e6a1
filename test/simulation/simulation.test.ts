/** The bars of docs/resilience.md on small worlds; `npm run simulate` shows them with 10,000 peers. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULTS, simulate } from './scenarios.js';

const small = { ...DEFAULTS, peers: 400, seconds: 60 };
const quiet = (): void => {};

test('churn: sound tree, frames in time, root within its places', () => {
  const outcome = simulate(small, quiet);
  assert.equal(outcome.cycles, 0);
  assert.equal(outcome.unattached, 0);
  assert.ok(outcome.depth.p99 <= 9, `depth p99 ${outcome.depth.p99}`);
  assert.ok(outcome.delivered >= 0.99, `delivered ${outcome.delivered}`);
  assert.ok(outcome.rootPeakStreams <= small.fanout, `root ${outcome.rootPeakStreams}`);
  assert.ok(outcome.controlKbitPerPeer <= 6, `control ${outcome.controlKbitPerPeer}`);
});

test('a standby shortens the break against a cold rejoin', () => {
  const settings = { ...small, churn: 0.2 };
  const warm = simulate(settings, quiet);
  const cold = simulate({ ...settings, policy: 'cold' }, quiet);
  assert.ok(
    warm.outageMs.median < 0.6 * cold.outageMs.median,
    `${warm.outageMs.median} against ${cold.outageMs.median}`,
  );
});

test('a quarter leaves at once: the rest is fed again', () => {
  const outcome = simulate({ ...small, scenario: 'mass-leave', seconds: 30 }, quiet);
  assert.equal(outcome.cycles, 0);
  assert.equal(outcome.unattached, 0);
  const most = outcome.recovery?.find((entry) => entry.share === 0.99)?.ms;
  assert.ok(most !== null && most !== undefined && most <= 2_500, `99 % after ${most}`);
});

test('uplinks of all sizes: sound, and nobody sends more than it can for long', () => {
  const outcome = simulate({ ...small, uplink: 'classes', leaves: 0 }, quiet);
  assert.equal(outcome.cycles, 0);
  assert.equal(outcome.unattached, 0);
  assert.ok(outcome.delivered >= 0.95, `delivered ${outcome.delivered}`);
});

test('a run can be repeated', () => {
  const settings = { ...small, peers: 60, seconds: 20 };
  const [a, b] = [simulate(settings, quiet), simulate(settings, quiet)];
  assert.deepEqual({ ...a, wallSeconds: 0 }, { ...b, wallSeconds: 0 });
});
