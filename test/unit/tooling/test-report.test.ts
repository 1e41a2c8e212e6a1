/** `npm test` is green only when tests were run: none run, or more than one skipped, is a fault. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importScript } from '../../browser/harness/root.js';

interface Outcome {
  code: number;
  passed: number;
  failed: number;
  skipped?: number;
  ms: number;
}

interface ReportModule {
  Report: new () => {
    add(name: string, outcome: Outcome, told?: string): boolean;
    readonly failed: number;
    lines(totalMs: number): string[];
  };
  tapFigures(tap: string): Omit<Outcome, 'code' | 'ms'>;
}

const { Report, tapFigures } = await importScript<ReportModule>('testing/report.mjs');

const good = { code: 0, passed: 3, failed: 0, ms: 1234 };

test('the last line counts passed, failed and skipped; each part says its seconds', () => {
  const report = new Report();
  assert.equal(report.add('one', good), true);
  assert.equal(report.add('two', { ...good, skipped: 1 }), true);
  const lines = report.lines(65_000);
  assert.equal(lines.at(-1), '6 passed, 0 failed, 1 skipped');
  assert.equal(lines.at(-2), 'all in 65.0 s');
  assert.ok(lines.includes('✔ one: 3 passed, 1.2 s'), lines.join('\n'));
  assert.ok(lines.includes('✔ two: 3 passed, 1 skipped, 1.2 s'), lines.join('\n'));
});

for (const [what, outcome] of [
  ['a failed test', { ...good, code: 1, failed: 2 }],
  ['a part that breaks off', { ...good, code: 7 }],
  ['a part that runs no test', { ...good, passed: 0 }],
  ['a part whose only test is skipped twice over', { ...good, passed: 0, skipped: 2 }],
  ['more than one skipped test', { ...good, skipped: 2 }],
] as const) {
  test(`${what} is a failure`, () => {
    const report = new Report();
    assert.equal(report.add('part', outcome), false);
    assert.ok(report.failed > 0);
    assert.ok(report.lines(0).some((line) => line.startsWith('✖ part')));
  });
}

test('why a test failed is said once more at the end', () => {
  const report = new Report();
  report.add('part', { ...good, code: 1, failed: 1 }, 'expected 1, was 2');
  assert.ok(report.lines(0)[0]?.includes('expected 1, was 2'));
});

test('the figures are those of the TAP reporter, cancelled tests failed', () => {
  const tap = '# tests 9\n# pass 4\n# fail 1\n# cancelled 2\n# skipped 2\n';
  assert.deepEqual(tapFigures(tap), { passed: 4, failed: 3, skipped: 2 });
  assert.deepEqual(tapFigures(''), { passed: 0, failed: 0, skipped: 0 });
});
