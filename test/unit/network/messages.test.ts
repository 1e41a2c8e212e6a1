/** The table of messages: each row is whole, and what is derived from it is what the protocol says. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mayCome, type Row } from '../../../src/wire/messages/row.js';
import { parseSignalMessage } from '../../../src/wire/messages/signal.js';
import type { ControlMessage } from '../../../src/wire/messages/table.js';
import { isFor, MESSAGES, parseControlMessage } from '../../../src/wire/messages/table.js';

const rows = Object.entries<Row>(MESSAGES);
/** A message of every kind at once: each reader takes its own fields. */
const ALL = {
  channel: 'me/live',
  link: 'link-0001',
  capacity: 1,
  ways: [],
  standby: false,
  feasible: null,
  path: ['R'],
  epoch: 1,
  reason: 'closing',
  peers: [],
  sdp: '',
  candidate: null,
  viewers: 1,
  small: false,
  n: 1,
  clock: 1,
  way: 'carry',
  step: 2,
  by: null,
  slow: false,
  from: 'A',
  to: 'B',
  trail: ['A'],
  route: [],
  body: { t: 'request-offer', link: 'link-0001' },
};

const written = (t: string): string =>
  JSON.stringify({ ...ALL, t, ...(t === 'redirect' && { reason: 'full' }) });

test('every row reads what it is named after, and says where it goes, from whom and for whom', () => {
  assert.ok(rows.length >= 23);
  for (const [kind, row] of rows) {
    assert.equal(parseControlMessage(written(kind)).t, kind);
    assert.ok(['both', 'control'].includes(row.on), kind);
    assert.ok(['parent', 'child', 'both'].includes(row.from), kind);
    assert.ok(['tree', 'negotiation', 'media', 'link'].includes(row.for), kind);
  }
});

test('a signalling stream takes what its row lets it, and nothing else', () => {
  for (const [kind, { on }] of rows) {
    if (on === 'both') assert.equal(parseSignalMessage(written(kind)).t, kind);
    else
      assert.throws(() => parseSignalMessage(written(kind)), /is not a signalling message/, kind);
  }
});

test('who says a message follows from its row', () => {
  const parent = rows.filter(([, row]) => !mayCome(row, 'down')).map(([kind]) => kind);
  const child = rows.filter(([, row]) => !mayCome(row, 'up')).map(([kind]) => kind);
  for (const kind of ['accept', 'media', 'quality', 'idle', 'path'])
    assert.ok(parent.includes(kind), kind);
  for (const kind of ['join', 'keyframe', 'want', 'count']) assert.ok(child.includes(kind), kind);
  assert.ok(!parent.includes('via') && !child.includes('via'));
});

test('a message is for one of four', () => {
  const message: ControlMessage = { t: 'stop' };
  assert.equal(isFor(message, 'tree'), true);
  assert.equal(isFor(message, 'media'), false);
});

test('a name that every object has is no message', () => {
  for (const t of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
    assert.throws(() => parseControlMessage(`{"t":"${t}"}`), /unknown kind/);
    assert.throws(() => parseSignalMessage(`{"t":"${t}"}`), /is not a signalling message/);
  }
});
