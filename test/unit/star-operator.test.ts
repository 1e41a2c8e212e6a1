/** What `casto-star` tells the one who runs it. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { reasonOf } from '../../src/star/reason.js';
import { endStars, runToEnd, start } from './star-process.js';

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
  assert.equal(reasonOf(new Error('no code')), null);
  assert.equal(reasonOf(null), null);
  const ring = new Error('ring');
  ring.cause = ring;
  assert.equal(reasonOf(ring), null);
});
