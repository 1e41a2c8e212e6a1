/** From a page's script start to its first frame, three hops from the broadcaster. */
import type * as Casto from '../../components/index.js';
import {
  buildChain,
  createStage,
  delay,
  launch,
  statsOf,
} from '../../test/browser/harness/index.js';
import type { Measured, Scenario } from '../scenario.js';

const DEPTH = 3;

export const join: Scenario = {
  about:
    'A broadcaster and two relays in a line are live (30 fps with sound, or `--fps`, `--video-only`), the star is warm. A fresh page (own profile, empty cache) imports casto.js and puts a player on the page: time from before the import to the first presented frame.',
  bars: [
    { figure: 'script start to first frame, ms', of: 'median', bar: 1000, is: 'at most' },
    { figure: 'script start to first frame, ms', of: 'p95', bar: 1600, is: 'at most' },
    { figure: 'joins at another depth than 3', of: 'max', bar: 0, is: 'at most' },
  ],
  async run({ trials, fps, videoOnly, progress }): Promise<Measured> {
    const stage = await createStage();
    // Its own browser process start must not count; a page in a running browser is a visitor.
    const visitors = await launch();
    try {
      const { players } = await buildChain(stage, DEPTH - 1, { fps, audio: !videoOnly });
      // Reading every frame back costs more than playing it; the visitor is what is measured.
      for (const page of players) await page.evaluate(() => window.harness.frames?.stop());
      await delay(2000);
      const times: number[] = [];
      const own: number[] = [];
      const imports: number[] = [];
      let elsewhere = 0;
      for (let i = 0; i < trials; i++) {
        progress(`join ${i + 1} of ${trials}`);
        const page = await visitors.newPage();
        await page.goto(stage.server.blank);
        const { first, imported } = await page.evaluate(async () => {
          const start = performance.now();
          const url = '/dist/casto.js';
          (await import(url)) as typeof Casto;
          const loaded = performance.now() - start;
          const player = document.createElement('casto-player');
          player.setAttribute('channel', 'live');
          player.setAttribute('autoplay', '');
          player.setAttribute('max-children', '1');
          document.body.append(player);
          const shown = await new Promise<number>((resolve, reject) => {
            const timer = setTimeout(() => reject(new Error('no frame for 20 s')), 20_000);
            player.videoElement.requestVideoFrameCallback((now) => {
              clearTimeout(timer);
              resolve(now - start);
            });
          });
          return { first: shown, imported: loaded };
        });
        times.push(first);
        imports.push(imported);
        const stats = await statsOf(page);
        own.push(stats.joinMs);
        if (stats.depth !== DEPTH) elsewhere += 1;
        await page.close();
        // The place must be free again before the next one asks for it.
        await delay(1500);
      }
      return {
        'script start to first frame, ms': times,
        'of which loading casto.js, ms': imports,
        'joinMs of the statistics, ms': own,
        'joins at another depth than 3': elsewhere,
      };
    } finally {
      await visitors.close();
      await stage.close();
    }
  },
};
