/** The encoder's own pair of connections: connected again when it is cut off, told when that takes long. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import type { CastoError } from '../../../src/base/errors.js';
import { Loopback } from '../../../src/media/encoder/loopback.js';
import { FakeConnection, installWebRtc } from './media-fakes.js';

let uninstall = (): void => {};
beforeEach(() => {
  uninstall = installWebRtc();
  mock.timers.enable({ apis: ['setTimeout'] });
});
afterEach(() => {
  mock.timers.reset();
  uninstall();
});

const settle = async (): Promise<void> => {
  for (let n = 0; n < 20; n++) await Promise.resolve();
};
async function pass(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 500) {
    mock.timers.tick(500);
    await settle();
  }
}

async function pair(iceServers: RTCIceServer[] = []) {
  const told: (CastoError | null)[] = [];
  const loopback = new Loopback({
    iceServers: () => iceServers,
    answer: (sdp) => sdp,
    lost: (error) => told.push(error),
  });
  const [near, far] = FakeConnection.made;
  await loopback.connect();
  await settle();
  const cut = (): void => {
    FakeConnection.cut = true;
    near!.become('disconnected');
    far!.become('disconnected');
  };
  return { loopback, told, near: near!, far: far!, cut };
}

test('a break that is over soon is mended and not told', async () => {
  const { loopback, told, near, cut } = await pair();
  await loopback.up;
  cut();
  await pass(3_000);
  FakeConnection.cut = false;
  await pass(3_000);
  assert.equal(near.connectionState, 'connected');
  assert.equal(near.offers.at(-1)?.iceRestart, true);
  await pass(60_000);
  assert.deepEqual(told, []);
  loopback.close();
});

test('one that lasts is told once with what to do, tried on, and taken back', async () => {
  const { loopback, told, near, cut } = await pair();
  cut();
  await pass(8_500);
  assert.equal(told.length, 1);
  assert.deepEqual([told[0]?.code, told[0]?.fatal], ['no-media', false]);
  assert.match(told[0]!.message, /name a TURN server/);
  const { length } = near.offers;
  await pass(600_000);
  assert.equal(told.length, 1, 'not told twice');
  assert.ok(near.offers.length - length > 100, 'tried on');
  FakeConnection.cut = false;
  await pass(3_000);
  assert.deepEqual(told.slice(1), [null]);
  cut();
  await pass(8_500);
  assert.equal(told.length, 3, 'the next break is told as well');
  loopback.close();
  await pass(60_000);
  FakeConnection.cut = false;
  assert.equal(told.length, 3);
});

test('TURN servers that refuse are named, and servers that the browser refuses do not end the tries', async () => {
  const turn = [{ urls: 'turn:127.0.0.1:9', username: 'a', credential: 'b' }];
  const { loopback, told, near, cut } = await pair(turn);
  near.refusesServers = true;
  cut();
  await pass(8_500);
  assert.match(told[0]!.message, /check the TURN servers/);
  FakeConnection.cut = false;
  await pass(3_000);
  assert.equal(near.connectionState, 'connected');
  loopback.close();
});

test('a pair that never came up is given up for who waits, and tried on for who does not', async () => {
  FakeConnection.cut = true;
  const { loopback, told, near } = await pair();
  const code = loopback.up.then(
    () => 'up',
    (error: CastoError) => error.code,
  );
  await pass(8_500);
  assert.equal(await code, 'unsupported');
  FakeConnection.cut = false;
  await pass(3_000);
  assert.equal(near.connectionState, 'connected');
  assert.deepEqual(told, [null], 'who told it takes it back');
  loopback.close();
});
