/** Rows of the lab of bad lines, beside a plain connection: what must hold however busy the machine is. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createLab } from '../../bench/lines/lab.js';
import { rows } from '../../bench/lines/rows.js';
import { judge } from '../../bench/scenarios/lines.js';
import { noBadLine } from '../browser/harness/index.js';

const SECONDS = 15;
/** Of the plain connection's frames. The bench has the bars themselves: one run of a row is not enough for them. */
const LEAST_FRAMES = 0.85;

describe('a bad line beside a plain connection', { skip: noBadLine() ?? false }, () => {
  let lab: Awaited<ReturnType<typeof createLab>>;
  before(async () => {
    lab = await createLab(1);
  });
  after(() => lab?.close());

  for (const name of ['perfect', 'leaf-loss2', 'leaf-thin', 'broadcaster-far', 'relay-loss3']) {
    it(name, async (test) => {
      const row = rows.find((each) => each.name === name)!;
      const measured = judge(row, await lab.run(row, SECONDS));
      const of = (figure: string): number => [measured[`${name}: ${figure}`]!].flat()[0]!;
      test.diagnostic(JSON.stringify(measured));
      assert.ok(of('frames, leaf of plain') >= LEAST_FRAMES);
      assert.ok(of('latency, leaf of plain') <= 1.5);
      assert.equal(of('false changes of parent'), 0);
    });
  }
});
