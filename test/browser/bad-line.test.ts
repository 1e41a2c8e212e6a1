/**
 * The line of the bench's lab between two network namespaces, seen by datagrams, without pages. How it
 * queues is tested by a clock of its own (test/unit/tooling/line.test.ts); a busy machine adds to times.
 */
import assert from 'node:assert/strict';
import { createSocket, type Socket } from 'node:dgram';
import { after, before, describe, it } from 'node:test';
import { type BadLine, createBadLine, type LineSettings, noBadLine } from './harness/index.js';

/** Sends datagrams one after another, and prints the round trip of each that came back, in ms. */
const SENDER = `
  const [host, port, count] = process.argv.slice(1);
  const socket = require('node:dgram').createSocket('udp4');
  const sent = [];
  const trips = [];
  const end = () => { console.log(JSON.stringify(trips)); process.exit(); };
  socket.on('message', (data) => {
    trips.push(performance.now() - sent[data.readUInt32BE(0)]);
    if (trips.length === Number(count)) end();
  });
  const send = () => {
    if (sent.length === Number(count)) return setTimeout(end, 1000);
    const data = Buffer.alloc(4);
    data.writeUInt32BE(sent.length, 0);
    sent.push(performance.now());
    socket.send(data, Number(port), host);
    setTimeout(send, 2);
  };
  send();
`;

describe('a bad line', { skip: noBadLine() ?? false }, () => {
  let line: BadLine;
  let echo: Socket;

  before(async () => {
    line = await createBadLine([]);
    echo = createSocket('udp4', (data, { port, address }) => echo.send(data, port, address));
    await new Promise<void>((resolve) => echo.bind(0, '0.0.0.0', resolve));
  });
  after(async () => {
    echo?.close();
    await line?.close();
  });

  /** Round trips in ms of what came back. */
  async function trips(settings: LineSettings, count: number): Promise<number[]> {
    line.set(settings);
    const sender = line.script(SENDER, line.host, String(echo.address().port), String(count));
    let text = '';
    for await (const chunk of sender.stdout!) text += chunk;
    return JSON.parse(text) as number[];
  }

  it('is perfect when nothing is set', async () => {
    const all = await trips({}, 50);
    assert.equal(all.length, 50);
    assert.ok(Math.min(...all) < 10, `a round trip of ${Math.min(...all)} ms`);
  });

  it('delays each way by its own figure', async () => {
    const least = Math.min(...(await trips({ up: { delayMs: 60 }, down: { delayMs: 20 } }, 20)));
    assert.ok(least >= 80 && least < 130, `a round trip of ${least} ms`);
  });

  it('loses what it is told to lose', async () => {
    const all = await trips({ down: { loss: 0.5 } }, 200);
    // Five standard deviations of 200 draws.
    assert.ok(Math.abs(all.length - 100) < 36, `${all.length} of 200 came back`);
  });
});
