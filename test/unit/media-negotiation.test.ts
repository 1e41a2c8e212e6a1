import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NegotiationTurn } from '../../src/media/negotiation-turn.js';
import type { NegotiationMessage } from '../../src/wire/tree.js';

const link = 'link-0001';
const offer: NegotiationMessage = { t: 'offer', link, sdp: '' };
const answer: NegotiationMessage = { t: 'answer', link, sdp: '' };
const request: NegotiationMessage = { t: 'request-offer', link };
const candidate: NegotiationMessage = {
  t: 'candidate',
  link,
  candidate: { candidate: 'candidate:1', sdpMid: '0', sdpMLineIndex: 0 },
};

const taken = (turn: NegotiationTurn, ...messages: NegotiationMessage[]): boolean[] =>
  messages.map((message) => turn.takes(message));

test('a child takes one offer', () => {
  const turn = new NegotiationTurn('up', false);
  assert.deepEqual(taken(turn, answer, offer, offer, answer, request), [
    false,
    true,
    false,
    false,
    false,
  ]);
});

test('a child asked to offer takes one answer, and is asked once', () => {
  const turn = new NegotiationTurn('up', false);
  assert.deepEqual(taken(turn, request, request, offer, answer, answer), [
    true,
    false,
    false,
    true,
    false,
  ]);
});

test('a parent takes one answer, or one offer if it asked for it; it is never asked itself', () => {
  const offering = new NegotiationTurn('down', false);
  assert.deepEqual(taken(offering, request, offer, answer, answer), [false, false, true, false]);
  const asking = new NegotiationTurn('down', true);
  assert.deepEqual(taken(asking, request, answer, offer, offer), [false, false, true, false]);
});

test('candidates come at any time, up to a number no honest page reaches', () => {
  const turn = new NegotiationTurn('up', false);
  for (let i = 0; i < 64; i++) assert.equal(turn.takes(candidate), true);
  assert.equal(turn.takes(candidate), false);
  assert.equal(turn.takes({ t: 'candidate', link, candidate: null }), true);
  assert.equal(turn.takes(offer), true);
});
