/** Settings of a page's author: what is wrong is left out with a warning, the rest counts. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { credentialsEnd, hasTurn, readIceServers } from '../../../src/base/ice-servers.js';
import {
  oneOf,
  readConfig,
  shown,
  starList,
  webAddress,
  wholeNumber,
  words,
} from '../../../src/base/settings.js';

const warnings: string[] = [];
const { warn } = console;
before(() => {
  console.warn = (text: string) => void warnings.push(text);
});
after(() => {
  console.warn = warn;
});

/** What was warned of during `run`. */
function warned(run: () => void): string[] {
  warnings.length = 0;
  run();
  return [...warnings];
}

const ODD: unknown[] = [
  undefined,
  null,
  true,
  false,
  0,
  -0,
  -1,
  1.5,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  2 ** 53,
  1e300,
  10n,
  '',
  ' ',
  '\u0000',
  'https://',
  'http://[::1',
  '1e999',
  '0x',
  '-5',
  '٣',
  '\ud800',
  'x'.repeat(100_000),
  Symbol('odd'),
  [],
  [[]],
  [null],
  ['', 3, {}],
  {},
  Object.create(null),
  { toString: null, valueOf: null },
  {
    get trap() {
      throw new Error('a getter that throws');
    },
  },
  new Map(),
  new Date(Number.NaN),
  () => {},
];

/** An object that refers to itself has no JSON. */
const circle: Record<string, unknown> = {};
circle.self = circle;
ODD.push(circle);

test('no reader throws, and each gives a value of its kind', () => {
  for (const [i, odd] of ODD.entries()) {
    const where = `reader ${i}`;
    assert.equal(typeof shown(odd), 'string');
    assert.equal(typeof words(where, odd), 'string');
    assert.equal(typeof webAddress(where, odd, 'https://example.org/'), 'string');
    assert.ok(['a', 'b'].includes(oneOf(where, odd, ['a', 'b'], 'a')));
    const number = wholeNumber(where, odd, 1, 99);
    assert.ok(number === undefined || (Number.isInteger(number) && number >= 1 && number <= 99));
    const stars = starList(where, odd);
    assert.ok(
      stars === undefined || stars.every((star) => typeof star === 'string' && star !== ''),
    );
    const ice = readIceServers(odd, where, () => {});
    assert.ok(Array.isArray(ice));
    for (const name of ['stars', 'workerUrl', 'ways']) {
      const config = readConfig({ [name]: odd });
      assert.ok(config.stars === undefined || Array.isArray(config.stars));
      assert.ok(config.ways === undefined || Array.isArray(config.ways));
      assert.ok(config.workerUrl === undefined || typeof config.workerUrl === 'string');
    }
    assert.equal(typeof readConfig(odd), 'object');
  }
});

test('what is not understood is named in a warning, what is absent is not', () => {
  assert.equal(warned(() => wholeNumber('<x> n', 'many')).length, 1);
  assert.match(warned(() => oneOf('<x> mode', 'bright', ['on', 'off'], 'on'))[0] ?? '', /bright/);
  assert.match(
    warned(() => assert.equal(wholeNumber('<x> big', '5000000000', 1, 3_600_000), 3_600_000))[0] ??
      '',
    /more than 3600000/,
  );
  assert.match(warned(() => webAddress('<x> poster', 'https://'))[0] ?? '', /poster="https:\/\/"/);
  for (const nothing of [undefined, null, '', ' ']) {
    assert.deepEqual(
      warned(() => {
        wholeNumber('<x> absent', nothing);
        webAddress('<x> absent', nothing);
        oneOf('<x> absent', nothing, ['a'], 'a');
        starList('<x> absent', nothing);
      }),
      [],
      `"${nothing}"`,
    );
  }
});

test('numbers are read as they are written', () => {
  assert.equal(wholeNumber('n', ' 3 '), 3);
  assert.equal(wholeNumber('n', 0), 0);
  // Number(' ') is 0, and a page that feeds nobody is not what an empty attribute asks for.
  assert.equal(wholeNumber('n', ' '), undefined);
  assert.equal(wholeNumber('n', true), undefined);
  assert.equal(wholeNumber('n', [5]), undefined);
});

test('web addresses become absolute, scripts are none', () => {
  const base = 'https://example.org/a/';
  assert.equal(webAddress('poster', 'b.png', base), 'https://example.org/a/b.png');
  assert.equal(
    webAddress('poster', 'blob:https://example.org/1', base),
    'blob:https://example.org/1',
  );
  assert.equal(webAddress('poster', 'javascript:alert(1)', base), '');
});

test('configure(): each wrong setting is named and left out, the others count', () => {
  const told = warned(() => {
    const config = readConfig({
      stars: ['https://a.example', 7],
      workerUrl: 5,
      ways: ['carry', 'fly'],
      colour: 'red',
    });
    assert.deepEqual(config, {
      stars: ['https://a.example'],
      ways: ['carry'],
    });
  });
  assert.equal(told.length, 4);
  for (const [i, word] of ['stars', 'workerUrl', 'fly', 'colour'].entries()) {
    assert.ok(told[i]?.includes(word), `${told[i]} names ${word}`);
  }
  // A list may be written as one text, and a setting be taken back.
  assert.deepEqual(readConfig({ stars: 'https://a.example https://b.example' }).stars, [
    'https://a.example',
    'https://b.example',
  ]);
  assert.deepEqual(readConfig({ workerUrl: undefined }), { workerUrl: undefined });
});

const secret = { username: 'u', credential: 'p' };

test('ICE servers: what RTCPeerConnection would throw on is left out', () => {
  const WRONG: [string, unknown][] = [
    ['no password', { urls: 'turn:t.example', username: 'u' }],
    ['an empty password', { urls: 'turn:t.example', username: 'u', credential: '' }],
    ['no name', { urls: 'turns:t.example', credential: 'p' }],
    ['a password that is no text', { urls: 'turn:t.example', username: 'u', credential: 5 }],
    ['one TURN URL among STUN ones', { urls: ['stun:s.example', 'turn:t.example'] }],
    ['no urls', { ...secret }],
    ['the old name url', { url: 'turn:t.example', ...secret }],
    ['an empty list', { urls: [] }],
    ['an empty text', { urls: '' }],
    ['another scheme', { urls: 'https://t.example', ...secret }],
    ['slashes', { urls: 'turn://t.example', ...secret }],
    ['no host', { urls: 'stun:' }],
    ['a port out of range', { urls: 'stun:s.example:70000' }],
    ['a port that is none', { urls: 'stun:s.example:x' }],
    ['another transport', { urls: 'turn:t.example?transport=quic', ...secret }],
    ['a transport for STUN', { urls: 'stun:s.example?transport=udp' }],
    ['a user in the URL', { urls: 'turn:me@t.example', ...secret }],
    ['too many URLs', { urls: Array.from({ length: 9 }, () => 'stun:s.example') }],
    ['a text', 'stun:s.example'],
    ['nothing', null],
  ];
  for (const [what, entry] of WRONG) {
    const told: string[] = [];
    const list = [
      { urls: 'stun:first.example' },
      entry,
      { urls: 'turn:last.example:443', ...secret },
    ];
    assert.deepEqual(
      readIceServers(list, 'casto.json', (text) => told.push(text)),
      [{ urls: 'stun:first.example' }, { urls: 'turn:last.example:443', ...secret }],
      what,
    );
    assert.equal(told.length, 1, what);
    assert.match(told[0] ?? '', /^casto\.json\[1\] is left out: /, what);
  }
});

test('ICE servers: what is right stays as it is', () => {
  const right = [
    { urls: ['stun:192.0.2.1'] },
    { urls: ['stuns:s.example:5349', 'stun:[2001:db8::1]:3478'] },
    { urls: ['turn:t.example?transport=tcp', 'turns:t.example:443?transport=tcp'], ...secret },
  ];
  const fail = (text: string): void => assert.fail(text);
  assert.deepEqual(readIceServers(right, 'x', fail), right);
  assert.equal(hasTurn(right), true);
  assert.equal(hasTurn(right.slice(0, 2)), false);
});

test('ICE servers: more than eight, no list at all, and what this browser refuses', () => {
  const told: string[] = [];
  const warn = (text: string): void => void told.push(text);
  const many = Array.from({ length: 10 }, (_, i) => ({ urls: `stun:s${i}.example` }));
  assert.equal(readIceServers(many, 'x', warn).length, 8);
  assert.equal(told.length, 2);
  assert.deepEqual(readIceServers('stun:s.example', 'x', warn), []);
  assert.match(told.at(-1) ?? '', /not a list/);
  const refuses = ({ urls }: RTCIceServer): string | null =>
    urls.includes('stun:s1.example') ? 'no such server' : null;
  assert.equal(readIceServers(many.slice(0, 3), 'x', warn, refuses).length, 2);
  assert.match(told.at(-1) ?? '', /\[1\] is left out: no such server/);
});

test('the end of TURN passwords is read from their names', () => {
  const turn = (username: string): RTCIceServer => ({ urls: 'turn:t', username, credential: 'p' });
  assert.equal(credentialsEnd([turn('1700000100:ann'), turn('1700000000'), turn('bob')]), 1.7e12);
  for (const name of ['ann', 'ann:1700000000', '17:ann', '1700000000x', '']) {
    assert.equal(credentialsEnd([turn(name)]), null, name);
  }
});
