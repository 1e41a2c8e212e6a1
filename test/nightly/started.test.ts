/** A worker script that loads and says nothing: told after three seconds, given up after ten; and those that do not load, in Firefox. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type * as Casto from '../../components/index.js';
import {
  broadcastOn,
  createStage,
  describePage,
  type Stage,
  waitForState,
} from '../browser/harness/index.js';
import { namesTheDirective, namesTheWorker } from '../browser/harness/worker-faults.js';

describe('a worker that says nothing', () => {
  let stage: Stage;
  before(async () => {
    stage = await createStage();
  });
  after(() => stage?.close());

  it('a script that says nothing is told after three seconds, and given up', async () => {
    const page = await stage.page();
    // Any script that is none of ours.
    await page.evaluate(async () => {
      const url = '/dist/casto.js';
      const { configure } = (await import(url)) as typeof Casto;
      configure({ workerUrl: 'data:text/javascript,void 0' });
    });
    const began = performance.now();
    await broadcastOn(page, { channel: 'mute-worker', audio: false, wait: false });
    await page.waitFor(
      () => document.querySelector('casto-broadcast')?.error?.fatal === false,
      undefined,
      { timeoutMs: 8_000, message: () => describePage(page) },
    );
    assert.ok(performance.now() - began > 2_000);
    await waitForState(page, 'error', 15_000);
    const error = await page.evaluate(() => {
      const { code, fatal, message } = document.querySelector('casto-broadcast')!.error!;
      return { code, fatal, message };
    });
    assert.deepEqual([error.code, error.fatal], ['unsupported', true]);
    assert.match(error.message, /data:text/);
    await page.close();
  });

  it('Firefox: one that is not there, or no script, ends with an error that names it', () =>
    namesTheWorker(stage, 'firefox'));

  it('Firefox: one that the policy refuses ends with an error that names the directive', () =>
    namesTheDirective(stage, 'firefox'));
});
