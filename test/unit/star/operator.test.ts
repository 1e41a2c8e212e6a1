/** What `casto-star` tells the one who runs it. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { CastoError } from '../../../src/base/errors.js';
import { pageAddresses } from '../../../src/star/http/page-address.js';
import { starKey } from '../../../src/star/key.js';
import { PeerNews } from '../../../src/star/peer-news.js';
import { reasonOf } from '../../../src/star/reason.js';
import { until } from '../network/network-helpers.js';
import { endStars, run, runToEnd, START_MS, start } from './star-process.js';

afterEach(endStars);

test('what the operating system refused is told with its reason', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'casto-star-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'file');
  writeFileSync(file, '');
  const taken = await start();
  const { port } = new URL(taken.url);
  const cases: [string[], RegExp][] = [
    [['--port', port], new RegExp(`cannot listen on 127.0.0.1:${port}: .*\\(EADDRINUSE\\)$`)],
    // TEST-NET-1: no computer has it.
    [['--host', '192.0.2.1'], /cannot listen on 192\.0\.2\.1:0: .*\(EADDRNOTAVAIL\)$/],
    [
      ['--host', 'nowhere.invalid'],
      /cannot listen on nowhere\.invalid:0: .*\((ENOTFOUND|EAI_AGAIN)\)$/,
    ],
    [['--data', join(file, 'below')], /Cannot (read|keep) the star's key .*: .*\(ENOTDIR\)$/],
  ];
  for (const [args, sentence] of cases) {
    const { code, errors } = await runToEnd('--port', '0', ...args);
    assert.equal(code, 1, args.join(' '));
    assert.equal(errors.length, 1, errors.join('\n'));
    assert.match(errors[0]!, sentence);
  }
});

test('a reason is found however deep it lies, and one without words has its code', () => {
  const refused = Object.assign(new Error('listen'), { code: 'EACCES' });
  assert.match(reasonOf(new Error('outer', { cause: refused }))!, /may not.*\(EACCES\)$/);
  assert.match(reasonOf(new AggregateError([new Error('other'), refused]))!, /\(EACCES\)$/);
  assert.equal(reasonOf(Object.assign(new Error('odd'), { code: 'EODD' })), 'EODD');
  assert.equal(reasonOf(Object.assign(new Error('ours'), { code: 'star-invalid' })), null);
  // Node's own codes are not the operating system's.
  assert.equal(reasonOf(Object.assign(new Error('node'), { code: 'ERR_INVALID_URL' })), null);
  assert.equal(reasonOf(new Error('no code')), null);
  assert.equal(reasonOf(null), null);
  const ring = new Error('ring');
  ring.cause = ring;
  assert.equal(reasonOf(ring), null);
});

test('a --peer that cannot be understood is refused at the start', async () => {
  for (const peer of [
    'nonsense',
    '',
    'http://',
    'ftp://star.example.org',
    '/ip4/127.0.0.1/tcp/1',
  ]) {
    const { code, errors } = await runToEnd('--port', '0', '--peer', peer);
    assert.equal(code, 1, `--peer ${peer}`);
    assert.equal(errors.length, 1, errors.join('\n'));
    assert.match(errors[0]!, /^casto-star: --peer: ".*" is /);
  }
});

test('a --peer that is not there is told, and joined when it comes', async () => {
  const first = await start();
  const { port } = new URL(first.url);
  first.child.kill('SIGKILL');
  await first.exit;

  const star = await start('--peer', first.url);
  const told = await until('the trouble', () => star.errors[0], START_MS);
  assert.match(told, new RegExp(`^casto-star: peer ${first.url}: .*ECONNREFUSED.*Trying again`));
  await start('--port', port);
  await until('the peer', () => star.errors[1], START_MS);
  assert.equal(star.errors[1], `casto-star: peer ${first.url}: it is there now`);
  const metrics = await fetch(`${star.url}/metrics`);
  assert.match(await metrics.text(), /^casto_stars 1$/m);
});

test('of a peer that stays away is spoken once for each reason', () => {
  const said: string[] = [];
  const news = new PeerNews((sentence) => said.push(sentence));
  const away = new CastoError('star-unreachable', 'It does not answer', { fatal: false });
  news.tried('a', null);
  for (let i = 0; i < 5; i++) news.tried('a', away);
  news.tried('b', away);
  assert.equal(said.length, 2);
  news.tried('a', new CastoError('star-invalid', 'It is not a star', { fatal: false }));
  news.tried('a', away);
  assert.equal(said.length, 3);
  news.tried('a', null);
  news.tried('a', null);
  assert.deepEqual(said.slice(3), ['peer a: it is there now']);
  news.tried('a', away);
  assert.equal(said.length, 5);
});

test('the address that it prints for pages is one that others reach', async () => {
  const greeting = async (...args: string[]): Promise<string> => {
    const star = run('--port', '0', ...args);
    await until('its last line', () => star.lines.some((line) => line.includes('<meta')), START_MS);
    // What follows the meta is written in the same turn.
    star.child.kill('SIGTERM');
    await star.exit;
    await until('the end', () => star.child.stdout.readableEnded);
    return star.lines.join('\n');
  };
  const announced = await greeting('--announce', '/dns4/star.example.org/tcp/443/tls/ws');
  assert.match(announced, /<meta name="casto-star" content="https:\/\/star\.example\.org">/);
  assert.doesNotMatch(announced, /Only this computer/);

  assert.match(await greeting(), /content="http:\/\/127\.0\.0\.1:\d+">\nOnly this computer/);

  const own = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  const reachable = own.filter(({ family, internal }) => family === 'IPv4' && !internal);
  const everywhere = await greeting('--host', '0.0.0.0');
  const told = /content="http:\/\/([\d.]+):\d+">/.exec(everywhere)?.[1];
  // A computer without a network has its loopback only.
  const possible = reachable.length > 0 ? reachable.map(({ address }) => address) : ['127.0.0.1'];
  assert.ok(possible.includes(told!), everywhere);
  if (reachable.length > 0) {
    assert.doesNotMatch(everywhere, /Only this/);
    assert.doesNotMatch(await greeting('--host', reachable[0]!.address), /Only this/);
  }
});

test('URLs for pages are made of the addresses that a star tells', () => {
  const id = '/p2p/12D3KooWSDMNdC9v9ZZEURGCxFWb3fLVtU49z4ecMQ9P79PExQsj';
  const cases: [string[], string[]][] = [
    [[`/ip4/127.0.0.1/tcp/9090/ws${id}`], []],
    [
      [`/ip6/::1/tcp/9090/ws${id}`, `/ip6/fe80::1/tcp/9090/ws${id}`, '/ip4/169.254.1.1/tcp/1/ws'],
      [],
    ],
    [
      [`/ip4/127.0.0.1/tcp/9090/ws${id}`, `/ip4/192.168.1.5/tcp/9090/ws${id}`],
      ['http://192.168.1.5:9090'],
    ],
    [['/dns4/a.example/tcp/443/tls/ws', '/dns6/a.example/tcp/443/wss'], ['https://a.example']],
    [
      ['/dns/a.example/tcp/80/ws', '/dns/b.example/tcp/8443/tls/ws'],
      ['http://a.example', 'https://b.example:8443'],
    ],
    [[`/ip6/2001:db8::5/tcp/9090/ws${id}`], ['http://[2001:db8::5]:9090']],
    [['/dns4/a.example/tcp/443/tls/ws/http-path/star%2Fws'], ['https://a.example/star/']],
    [['/unix/%2Ftmp%2Fx'], []],
  ];
  for (const [addresses, urls] of cases) assert.deepEqual(pageAddresses(addresses), urls);
});

test('--version tells the version of the package', async () => {
  const { version } = JSON.parse(
    readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8'),
  ) as { version: string };
  for (const option of ['--version', '-v']) {
    const { code, lines, errors } = await runToEnd(option);
    assert.deepEqual(
      { code, lines, errors },
      { code: 0, lines: [`casto-star ${version}`], errors: [] },
    );
  }
});

test('its key is kept out of a repository that its folder lies in', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'casto-star-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const star = await start('--data', folder);
  star.child.kill('SIGTERM');
  await star.exit;
  const ignored = readFileSync(join(folder, '.gitignore'), 'utf8').split('\n');
  // Each file by its name: the folder may have the author's own beside them.
  assert.ok(!ignored.includes('*'));
  const kept = readdirSync(folder).filter((name) => name !== '.gitignore');
  assert.deepEqual(kept.sort(), ['channels.json', 'star.key']);
  for (const name of kept) assert.ok(ignored.includes(`${name}*`), name);
});

test('a .gitignore of the author stays as it is', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'casto-star-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, '.gitignore'), 'mine\n');
  await starKey(folder);
  assert.equal(readFileSync(join(folder, '.gitignore'), 'utf8'), 'mine\n');
});

test('the clone keeps keys out of commits and of container images', () => {
  const read = (name: string): string[] =>
    readFileSync(new URL(`../../../../${name}`, import.meta.url), 'utf8').split('\n');
  for (const line of ['star.key*', 'star-data/', '*.tgz']) {
    assert.ok(read('.gitignore').includes(line), `.gitignore: ${line}`);
  }
  // Podman and Docker both read it; its patterns begin at the root.
  for (const line of ['**/star.key*', 'star-data', '.git', 'node_modules', 'build', 'dist']) {
    assert.ok(read('.dockerignore').includes(line), `.dockerignore: ${line}`);
  }
});
