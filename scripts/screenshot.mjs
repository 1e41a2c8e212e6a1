/**
 * Takes docs/screenshot.png: a page that broadcasts the sample clip, and the second of two pages that watch it, fed
 * by the first. Needs a build and Chromium.
 *
 *   npm run screenshot
 */
import { join } from 'node:path';
import puppeteer from 'puppeteer-core';
import { startDemoServer } from './demo-server.mjs';
import { findBrowser } from './find-browser.mjs';
import { root } from './install.mjs';
import { startStar } from './local-star.mjs';

const WIDTH = 1120;
const HEIGHT = 900;
/** Long enough for the graphs to have a shape; a page that nobody sees draws none. */
const SHOWN_MS = 20_000;

const { star, url } = await startStar({ port: '0' });
const demo = await startDemoServer({ port: 0, star: url });
const browser = await puppeteer.launch({
  executablePath: findBrowser('chromium'),
  args: ['--no-sandbox', '--autoplay-policy=no-user-gesture-required'],
});

async function open(path) {
  const page = await browser.newPage();
  await page.setViewport({ width: WIDTH, height: HEIGHT });
  await page.goto(`${demo.url}${path}`);
  return page;
}

const playing = (page) =>
  page.waitForFunction(() => document.querySelector('casto-player')?.state === 'playing', {
    timeout: 30_000,
  });

/** Of a page as it stands, as an address. */
async function picture(page) {
  await page.bringToFront();
  await page.mouse.move(300, 300);
  await new Promise((resolve) => setTimeout(resolve, SHOWN_MS));
  await page.mouse.move(310, 310);
  await new Promise((resolve) => setTimeout(resolve, 500));
  return `data:image/png;base64,${await page.screenshot({ encoding: 'base64' })}`;
}

try {
  const studio = await open('live.html');
  await studio.type('#title', 'Harbour at dusk');
  await studio.click('#sample');
  await studio.waitForFunction(() => document.querySelector('casto-broadcast')?.srcObject);
  await studio.evaluate(() => {
    const element = document.querySelector('casto-broadcast');
    // The second page is fed by the first.
    element.maxChildren = 1;
    return element.start().then(() => undefined);
  });
  const relay = await open('watch.html?channel=live');
  await playing(relay);
  const viewer = await open('watch.html?channel=live');
  await playing(viewer);
  const pictures = [await picture(studio), await picture(viewer)];
  const both = await browser.newPage();
  await both.setViewport({ width: 2 * WIDTH + 60, height: HEIGHT + 40 });
  await both.setContent(`<style>
      body { display: flex; gap: 20px; margin: 0; padding: 20px; background: #dfe3ea; }
      img { width: ${WIDTH}px; border-radius: 14px; box-shadow: 0 6px 24px rgb(0 0 0 / 18%); }
    </style>${pictures.map((src) => `<img src="${src}">`).join('')}`);
  await both.screenshot({ path: join(root, 'docs/screenshot.png') });
  console.log('docs/screenshot.png');
} finally {
  await browser.close();
  await demo.close();
  star.kill('SIGTERM');
}
