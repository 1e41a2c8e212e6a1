/** What a broadcaster is offered whose line carries less than the picture needs. */
import { expect, waitUntil } from '@open-wc/testing';
import '../../components/casto-broadcast.js';
import type { EdgeQuality, EdgeStats } from '../../src/base/types.js';
import { goLive, press, studio, useFakeComputer } from './broadcast-helpers.js';
import { has, useFakeEngine } from './setup.js';

describe('<casto-broadcast> on a thin line', () => {
  const fake = useFakeEngine();
  useFakeComputer();

  /** A reading each 100 ms instead of each 2 s. */
  const { setInterval } = window;
  beforeEach(() => {
    window.setInterval = ((act: () => void, ms: number) =>
      setInterval(act, ms === 2_000 ? 100 : ms)) as typeof window.setInterval;
  });
  afterEach(() => {
    window.setInterval = setInterval;
  });

  /** Every child gets this of a picture of 720 lines. */
  function sends(limitedBy: EdgeQuality['limitedBy']): void {
    const { broadcast } = fake.engine;
    const quality: EdgeQuality = {
      frames: limitedBy ? 'base' : 'all',
      encoding: 'full',
      limitedBy,
      framesPerSecond: 15,
    };
    const children = broadcast.stats.children.map((child): EdgeStats => ({ ...child, quality }));
    const video = { ...broadcast.stats.video, width: 1280, height: 720 };
    broadcast.stats = { ...broadcast.stats, children, video };
  }

  it('is offered the next smaller picture, sends it by one press, and is asked no more', async () => {
    const element = await studio();
    await goLive(element);
    sends('link');
    await waitUntil(() => has(element, 'line-notice'), 'nothing is offered');
    await press(element, 'lower-button');
    await element.updateComplete;
    expect(element.resolution).to.equal(480);
    expect(has(element, 'line-notice')).to.equal(false);
    expect(element.shadowRoot!.activeElement?.closest('.bar')).not.to.equal(null);
    await element.stop();
  });

  it('keeps the picture when the notice is closed, and withdraws it when the line is good', async () => {
    const element = await studio();
    await goLive(element);
    sends('upload');
    await waitUntil(() => has(element, 'line-notice'), 'nothing is offered');
    sends(null);
    await waitUntil(() => !has(element, 'line-notice'), 'it stays');
    sends('upload');
    await waitUntil(() => has(element, 'line-notice'), 'nothing is offered again');
    await press(element, 'close-line-button');
    await element.updateComplete;
    expect(has(element, 'line-notice')).to.equal(false);
    expect(element.resolution).to.equal(undefined);
    await element.stop();
  });
});
