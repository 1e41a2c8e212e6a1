/** Stars that are away, or no stars at all; channels that are not live yet. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, describe, it } from 'node:test';
import {
  createStage,
  type HarnessPage,
  playOn,
  SMALL,
  type Stage,
  until,
  waitForFrames,
  waitForState,
} from './harness/index.js';

const errorOf = (page: HarnessPage): Promise<string | undefined> =>
  page.evaluate(
    () =>
      document.querySelector<HTMLElementTagNameMap['casto-player']>('casto-player')?.error?.code,
  );

/** A port that was free a moment ago: nobody listens there. */
async function unusedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

describe('the star', () => {
  let stage: Stage;
  before(async () => {
    stage = await createStage();
  });
  after(() => stage?.close());

  it('lets a viewer wait for a channel that is not live yet', async () => {
    const channel = 'not-yet';
    const viewer = await stage.page();
    await playOn(viewer, { channel, wait: false });
    await waitForState(viewer, 'waiting');
    const broadcaster = await stage.broadcaster({ channel, ...SMALL });
    await waitForState(viewer, 'playing');
    await waitForFrames(viewer, 10);
    for (const page of [viewer, broadcaster]) await page.close();
  });

  it('that does not answer is named as the reason', async () => {
    const page = await stage.page();
    await page.evaluate(
      (star) => {
        const player = document.createElement('casto-player');
        player.setAttribute('channel', 'live');
        player.setAttribute('star', star);
        player.setAttribute('autoplay', '');
        document.body.append(player);
      },
      `http://127.0.0.1:${await unusedPort()}`,
    );
    await until(async () => (await errorOf(page)) === 'star-unreachable', {
      timeoutMs: 30_000,
      message: async () => `star-unreachable: ${await errorOf(page)}`,
    });
    await page.close();
  });

  it('that speaks nonsense is told from one', async () => {
    const nonsense = createServer((_request, response) => {
      response.writeHead(200, {
        'content-type': 'application/json',
        'access-control-allow-origin': '*',
      });
      response.end('{"stars": "none of your business"}');
    });
    await new Promise<void>((resolve) => nonsense.listen(0, '127.0.0.1', resolve));
    const address = nonsense.address();
    assert.ok(address && typeof address === 'object');
    const page = await stage.page();
    try {
      await page.evaluate((star) => {
        const player = document.createElement('casto-player');
        player.setAttribute('channel', 'live');
        player.setAttribute('star', star);
        player.setAttribute('autoplay', '');
        document.body.append(player);
      }, `http://127.0.0.1:${address.port}`);
      await until(async () => (await errorOf(page)) === 'star-invalid', {
        timeoutMs: 30_000,
        message: async () => `star-invalid: ${await errorOf(page)}`,
      });
    } finally {
      await page.close();
      nonsense.closeAllConnections();
      nonsense.close();
    }
  });
});
