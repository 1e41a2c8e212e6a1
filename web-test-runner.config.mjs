/** Element tests, run in Chromium against what the build has compiled: `npm run build && npx wtr`. */
import { chromeLauncher } from '@web/test-runner-chrome';
import { findTestChromium } from './scripts/find-browser.mjs';
import { handheld } from './scripts/testing/handheld.mjs';

const executablePath = findTestChromium();
if (!executablePath) throw new Error('No Chromium was found: install one or set CHROME_PATH');

/**
 * mediabunny leaves out what only Node has by the `browser` field of its package, which bundlers follow
 * and this server does not.
 */
const noNode = {
  name: 'no-node',
  serve: ({ path }) =>
    path.endsWith('/mediabunny/dist/modules/src/node.js') ? 'export {};' : undefined,
};

/**
 * A wait of the test library ends after 1 s unless told otherwise, 4 s as most tests say. That is a bound in real
 * time, which a machine with other work to do breaks; what comes at all comes within this, ms.
 */
const LEAST_WAIT_MS = 15_000;
const patience = {
  name: 'patience',
  transform({ path, body }) {
    if (!path.endsWith('/@open-wc/testing-helpers/src/helpers.js')) return undefined;
    const given = 'timeout = 1000 } = options;';
    if (!body.includes(given)) throw new Error(`${path} has no "${given}" any more`);
    return body
      .replace(
        given,
        'timeout: wished = 0 } = options;\n  const timeout = Math.max(wished, LEAST_WAIT_MS);',
      )
      .replaceAll('LEAST_WAIT_MS', LEAST_WAIT_MS);
  },
};

export default {
  files: 'build/test/element/**/*.test.js',
  nodeResolve: true,
  plugins: [noNode, patience, handheld()],
  concurrency: 1,
  testsFinishTimeout: 120_000,
  testFramework: { config: { ui: 'bdd', timeout: 2 * LEAST_WAIT_MS } },
  // Lit says in its development build that it is one; the tests provoke our own warnings.
  filterBrowserLogs: () => false,
  browsers: [
    chromeLauncher({
      launchOptions: {
        executablePath,
        args: [
          '--no-sandbox',
          '--disable-gpu',
          '--disable-quic',
          '--no-first-run',
          '--disable-background-networking',
          '--disable-component-update',
          '--disable-sync',
          // A test cannot click as a person does; refusals of autoplay are simulated.
          '--autoplay-policy=no-user-gesture-required',
          '--use-fake-device-for-media-stream',
          '--use-fake-ui-for-media-stream',
        ],
      },
    }),
  ],
};
