import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NegotiationGuard } from '../../../src/media/link/negotiation-guard.js';
import type { NegotiationMessage } from '../../../src/wire/messages/negotiation.js';

const link = 'link-0001';
const offer: NegotiationMessage = { t: 'offer', link, sdp: '' };
const answer: NegotiationMessage = { t: 'answer', link, sdp: '' };
const request: NegotiationMessage = { t: 'request-offer', link };
const candidate: NegotiationMessage = {
  t: 'candidate',
  link,
  candidate: { candidate: 'candidate:1', sdpMid: '0', sdpMLineIndex: 0 },
};

const taken = (turn: NegotiationGuard, ...messages: NegotiationMessage[]): boolean[] =>
  messages.map((message) => turn.takes(message));

test('a child takes an offer, and later ones for a new path', () => {
  const turn = new NegotiationGuard('up', false);
  assert.deepEqual(taken(turn, answer, offer, answer, request, offer), [
    false,
    true,
    false,
    false,
    true,
  ]);
  assert.equal(turn.renews(), false, 'the parent offers');
});

test('a child asked to offer takes one answer a round, and is asked for a new path only then', () => {
  const turn = new NegotiationGuard('up', false);
  assert.deepEqual(taken(turn, request, request, offer, answer, answer), [
    true,
    false,
    false,
    true,
    false,
  ]);
  assert.deepEqual(taken(turn, request, answer), [true, true]);
  assert.equal(turn.renews(), true);
  assert.equal(turn.renews(), false, 'one at a time');
  assert.deepEqual(taken(turn, request, answer), [false, true]);
});

test('a parent takes one answer to each of its offers, or the offers it asked for', () => {
  const offering = new NegotiationGuard('down', false);
  assert.deepEqual(taken(offering, request, offer, answer, answer), [false, false, true, false]);
  assert.deepEqual(taken(offering, request, answer), [true, true]);
  const asking = new NegotiationGuard('down', true);
  assert.deepEqual(taken(asking, request, answer, offer, offer), [false, false, true, true]);
  assert.equal(asking.renews(), false);
});

test('new paths are not negotiated without end', () => {
  const turn = new NegotiationGuard('up', false);
  const rounds = Array.from({ length: 100 }, () => turn.takes(offer));
  assert.equal(rounds.filter(Boolean).length, 32);
});

test('candidates come at any time, up to a number no honest page reaches', () => {
  const turn = new NegotiationGuard('up', false);
  for (let i = 0; i < 64; i++) assert.equal(turn.takes(candidate), true);
  assert.equal(turn.takes(candidate), false);
  assert.equal(turn.takes({ t: 'candidate', link, candidate: null }), true);
  assert.equal(turn.takes(offer), true);
});
