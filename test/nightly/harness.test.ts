/** The harness itself: what it measures must be right before it may judge anything. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  type BrowserName,
  browserPath,
  type HarnessBrowser,
  launch,
  startServer,
  type TestServer,
  until,
} from '../browser/harness/index.js';
import { measuresRight } from '../browser/harness/plain-connection.js';

describe('harness', () => {
  let server: TestServer;
  const browsers: Partial<Record<BrowserName, HarnessBrowser>> = {};

  before(async () => {
    server = await startServer();
    browsers.chromium = await launch();
    if (await browserPath('firefox')) browsers.firefox = await launch({ browser: 'firefox' });
  });

  after(async () => {
    await Promise.all(Object.values(browsers).map((browser) => browser.close()));
    await server?.close();
  });

  const pairs: [BrowserName, BrowserName][] = [
    ['chromium', 'chromium'],
    ['firefox', 'chromium'],
    ['chromium', 'firefox'],
  ];
  for (const [sender, receiver] of pairs) {
    it(`measures frames and sound from ${sender} to ${receiver}`, async (test) => {
      const [one, two] = [browsers[sender], browsers[receiver]];
      if (!one || !two) return test.skip('Firefox is not installed');
      await measuresRight(test, server.blank, [await one.newPage(), await two.newPage()]);
    });
  }

  it('tells the CPU time of one page from that of another', async () => {
    const browser = browsers.chromium!;
    const [busy, idle] = [await browser.newPage(), await browser.newPage()];
    try {
      await Promise.all([busy.goto(server.blank), idle.goto(server.blank)]);
      const before = [await busy.cpuSeconds(), await idle.cpuSeconds()] as [number, number];
      // Until it has had its share: how long that takes is up to what else runs on the machine.
      let after = before;
      await until(
        async () => {
          await busy.evaluate(() => {
            const end = performance.now() + 500;
            while (performance.now() < end);
          });
          after = [await busy.cpuSeconds(), await idle.cpuSeconds()];
          return after[0] - before[0] > 0.5;
        },
        { intervalMs: 0, message: () => `a busy page: ${before} to ${after} s` },
      );
      assert.ok(
        after[1] - before[1] < (after[0] - before[0]) / 2,
        `idle ${after[1] - before[1]} s`,
      );
    } finally {
      await Promise.all([busy.close(), idle.close()]);
    }
  });
});
