/** What the harness measures with Firefox at one end; test/browser/harness.test.ts has Chromium alone. */
import { after, before, describe, it } from 'node:test';
import {
  type BrowserName,
  browserPath,
  type HarnessBrowser,
  launch,
  startServer,
  type TestServer,
} from '../browser/harness/index.js';
import { measuresRight } from '../browser/harness/plain-connection.js';

describe('harness with Firefox', () => {
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
});
