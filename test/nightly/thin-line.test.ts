/** A broadcaster whose line carries less than its camera's picture: the studio says so, and one press helps. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type HarnessPage,
  narrowStage,
  statsOf,
  until,
  waitForState,
} from '../browser/harness/index.js';

const LINES = 720;
/** A third of what the picture takes. */
const UPLOAD_KBPS = 600;

describe('a broadcaster behind a thin line', () => {
  const here = narrowStage();
  const { skip } = here;

  const has = (page: HarnessPage, part: string): Promise<boolean> =>
    page.evaluate(
      (part) =>
        document
          .querySelector('casto-broadcast')!
          .shadowRoot!.querySelector(`[part~="${part}"]`) !== null,
      part,
    );
  const sent = async (page: HarnessPage): Promise<string> => {
    const { video, children } = await statsOf(page);
    return JSON.stringify({ video, children });
  };

  it('is offered a smaller picture, and with it everything arrives', { skip }, async (test) => {
    const page = await here.page({ host: here.behind });
    const channel = 'thin';
    await page.evaluate(
      ({ channel, lines }) => {
        const element = document.createElement('casto-broadcast');
        Object.assign(element, {
          controls: true,
          countdown: 0,
          channel,
          resolution: lines,
          maxBitrate: 1_800,
        });
        element.style.width = '320px';
        document.body.append(element);
        element.start().catch(() => {});
      },
      { channel, lines: LINES },
    );
    await waitForState(page, 'live');
    const viewer = await here.player({ channel, wait: false });
    await waitForState(viewer, 'playing');
    await until(async () => (await statsOf(page)).children[0]?.quality?.frames === 'all', {
      timeoutMs: 30_000,
      message: () => sent(page),
    });
    assert.equal(await has(page, 'line-notice'), false);

    here.line.limitUp(UPLOAD_KBPS);
    const narrowed = Date.now();
    await until(() => has(page, 'line-notice'), { timeoutMs: 40_000, message: () => sent(page) });
    test.diagnostic(`offered after ${Date.now() - narrowed} ms: ${await sent(page)}`);
    await page.evaluate(() =>
      document
        .querySelector('casto-broadcast')!
        .shadowRoot!.querySelector<HTMLButtonElement>('[part~="lower-button"]')!
        .click(),
    );
    const resolution = await page.evaluate(
      () => document.querySelector('casto-broadcast')!.resolution,
    );
    assert.ok(resolution && resolution < LINES, `${resolution} lines`);
    assert.equal(await has(page, 'line-notice'), false);
    await until(async () => (await statsOf(page)).video.height <= resolution, {
      timeoutMs: 30_000,
      message: () => sent(page),
    });

    here.line.limitUp(null);
    await until(async () => (await statsOf(page)).children[0]?.quality?.limitedBy === null, {
      timeoutMs: 60_000,
      message: () => sent(page),
    });
    assert.equal(await has(page, 'line-notice'), false);
  });
});
