import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, test } from 'node:test';
import { until } from '../network/network-helpers.js';
import { endStars, run, START_MS, start } from './star-process.js';

afterEach(endStars);

test('--json tells URL and addresses; casto.json, healthz and metrics answer; SIGTERM stops it', async () => {
  const star = await start();
  assert.deepEqual(star.errors, []);
  assert.match(star.url, /^http:\/\/127\.0\.0\.1:\d+$/);
  const port = new URL(star.url).port;
  assert.ok(star.multiaddrs[0]?.startsWith(`/ip4/127.0.0.1/tcp/${port}/ws/p2p/12D3KooW`));

  const config = await fetch(`${star.url}/.well-known/casto.json`);
  assert.equal(config.headers.get('access-control-allow-origin'), '*');
  assert.deepEqual(await config.json(), { stars: star.multiaddrs, iceServers: [] });

  const health = await fetch(`${star.url}/healthz`);
  assert.equal(health.status, 200);
  assert.equal(((await health.json()) as { ok: boolean }).ok, true);

  const metrics = await fetch(`${star.url}/metrics`);
  assert.match(metrics.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);
  const text = await metrics.text();
  for (const line of text.trimEnd().split('\n')) {
    assert.match(line, /^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{.*\})? -?\d+(\.\d+)?)$/);
  }
  assert.match(text, /^casto_peers 0$/m);

  const preflight = await fetch(`${star.url}/.well-known/casto.json`, { method: 'OPTIONS' });
  assert.equal(preflight.status, 204);
  assert.equal((await fetch(`${star.url}/nothing`)).status, 404);
  assert.equal((await fetch(`${star.url}/metrics`, { method: 'POST', body: 'x' })).status, 405);

  star.child.kill('SIGTERM');
  assert.deepEqual(await star.exit, [0, null]);
  await assert.rejects(fetch(`${star.url}/healthz`));
});

test('SIGINT stops it as well, with a client connected', async () => {
  const star = await start();
  const socket = new WebSocket(star.url.replace('http', 'ws'));
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = reject;
  });
  const closed = new Promise((resolve) => {
    socket.onclose = resolve;
  });
  star.child.kill('SIGINT');
  assert.deepEqual(await star.exit, [0, null]);
  await closed;
});

test('--announce replaces the addresses told', async () => {
  const star = await start('--announce', '/dns4/star.example.org/tcp/443/tls/ws');
  assert.equal(star.multiaddrs.length, 1);
  assert.match(
    star.multiaddrs[0] ?? '',
    /^\/dns4\/star\.example\.org\/tcp\/443\/tls\/ws\/p2p\/12D3KooW/,
  );
  const config = await fetch(`${star.url}/.well-known/casto.json`);
  assert.deepEqual(((await config.json()) as { stars: string[] }).stars, star.multiaddrs);
});

test('without --json it speaks to a person', async () => {
  const star = run('--port', '0');
  const greeting = () => star.lines.find((line) => line.includes('casto-star'));
  await until('the greeting', greeting, START_MS);
  assert.match(star.lines[0] ?? '', /^CASTO star at http:\/\/127\.0\.0\.1:\d+$/);
});

test('wrong options end with exit code 1 and a sentence', async () => {
  const taken = await start();
  for (const args of [
    ['--port', 'abc'],
    ['--port', '70000'],
    ['--colour'],
    ['--port', '0', '--announce', 'nonsense'],
    ['--port', '0', '--site', 'nowhere'],
    ['--port', new URL(taken.url).port],
    ['--port', '0', '--data', '/dev/null/nowhere'],
  ]) {
    const star = run(...args);
    const [code] = await star.exit;
    assert.equal(code, 1, args.join(' '));
    await until(`a sentence for ${args.join(' ')}`, () => star.errors.length > 0, START_MS);
    assert.match(star.errors[0] ?? '', /^casto-star: /);
  }
});

test('garbage on the port does not disturb the star', async () => {
  const star = await start();
  const port = Number(new URL(star.url).port);
  for (const bytes of [
    Buffer.from('GET / HTTP/9.9\r\nnonsense\r\n\r\n'),
    Buffer.from([0x16, 0x03, 0x01, 0x00]),
    Buffer.alloc(100_000, 0x41),
  ]) {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    const closed = new Promise((resolve) => socket.on('close', resolve));
    socket.write(bytes);
    socket.resume();
    await closed;
  }
  const reset = connect(port, '127.0.0.1');
  reset.on('error', () => {});
  await once(reset, 'connect');
  reset.resetAndDestroy();
  const socket = new WebSocket(star.url.replace('http', 'ws'));
  await new Promise((resolve) => {
    socket.onopen = resolve;
  });
  socket.onerror = () => {};
  socket.send(crypto.getRandomValues(new Uint8Array(1000)));
  await new Promise((resolve) => {
    socket.onclose = resolve;
  });
  assert.equal((await fetch(`${star.url}/healthz`)).status, 200);
});
