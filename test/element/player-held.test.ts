/** The last picture: how long it stays, what it looks like, and what is left of it. */
import { aTimeout, expect, fixture, html, nextFrame, oneEvent, waitUntil } from '@open-wc/testing';
import { CastoError } from '../../src/base/errors.js';
import { type Playing, playing, press, watching } from './player-setup.js';
import { asInPages, has, part, useFakeEngine } from './setup.js';

/** The fake picture is one colour and a white square. */
const DARK = 30;
/** A browser that paints black does so well within this. */
const BLACK_BY_MS = 300;

/** Mean brightness of what is seen, 0–255: the layers of the picture as they lie over one another. */
function brightness(player: Element): number {
  const canvas = Object.assign(document.createElement('canvas'), { width: 16, height: 9 });
  const context = canvas.getContext('2d')!;
  context.fillRect(0, 0, 16, 9);
  const layers = player.shadowRoot!.querySelectorAll<HTMLVideoElement>('[part~="video"]');
  for (const layer of layers) {
    if (layer.checkVisibility()) context.drawImage(layer, 0, 0, 16, 9);
  }
  const { data } = context.getImageData(0, 0, 16, 9);
  return data.reduce((sum, value, i) => (i % 4 === 3 ? sum : sum + value), 0) / (16 * 9 * 3);
}

const held = (player: Element) => part<HTMLCanvasElement>(player, 'held');

describe('<casto-player> last picture', () => {
  const fake = useFakeEngine();

  /** The time runs by the sound alone, and a busy browser has then painted nothing yet that could be held. */
  async function painted(): Promise<Playing> {
    const all = await playing(fake);
    await waitUntil(() => brightness(all.player) > DARK, 'nothing is painted');
    // The player knows of a picture by the video's next event.
    await oneEvent(all.player.videoElement, 'timeupdate');
    return all;
  }

  for (const state of ['reconnecting', 'waiting', 'ended', 'error'] as const) {
    it(`stays while ${state}, though the stream has no track any more`, async () => {
      const { player, viewing } = await painted();
      viewing.losePicture();
      if (state === 'error') viewing.fail(new CastoError('no-parent', 'x'));
      else viewing.to(state);
      await aTimeout(BLACK_BY_MS);
      expect(brightness(player)).to.be.above(DARK);
      const { width, height } = held(player)!.getBoundingClientRect();
      const video = player.videoElement.getBoundingClientRect();
      expect([width, height]).to.deep.equal([video.width, video.height]);
      const grey = getComputedStyle(held(player)!).filter;
      expect(grey).to.equal(state === 'ended' ? 'grayscale(1)' : 'none');
      await expect(player).to.be.accessible();
    });
  }

  it('stays between two parents, and goes with the first frame of the second', async () => {
    const { player, viewing } = await painted();
    viewing.losePicture();
    await aTimeout(BLACK_BY_MS);
    expect(player.state).to.equal('playing');
    expect(brightness(player)).to.be.above(DARK);
    // The black that follows the end of a track is a frame as well.
    expect(has(player, 'held')).to.equal(true);
    viewing.play();
    viewing.showPicture();
    await player.updateComplete;
    expect(has(player, 'held')).to.equal(false);
  });

  it('goes with the next frame after a break, and its pixels with it', async () => {
    const { player, viewing } = await painted();
    viewing.losePicture();
    viewing.to('reconnecting');
    await player.updateComplete;
    const canvas = held(player)!;
    expect(canvas.width).to.equal(320);
    viewing.play();
    await waitUntil(() => !has(player, 'held'), 'the old picture covers the new one');
    expect(canvas.width).to.equal(0);
    expect(brightness(player)).to.be.above(DARK);
  });

  it('is the same after a second break before there was a new one', async () => {
    const { player, viewing } = await painted();
    viewing.losePicture();
    viewing.to('reconnecting');
    await aTimeout(BLACK_BY_MS);
    viewing.play();
    viewing.losePicture();
    viewing.to('reconnecting');
    await aTimeout(BLACK_BY_MS);
    expect(brightness(player)).to.be.above(DARK);
  });

  it('does not stand for a broadcast that goes on without a picture', async () => {
    const { player, viewing } = await painted();
    viewing.losePicture();
    viewing.to('reconnecting');
    await player.updateComplete;
    expect(has(player, 'held')).to.equal(true);
    viewing.to('playing');
    await player.updateComplete;
    expect(has(player, 'held')).to.equal(false);
  });

  it('goes when the channel changes, and when watching ends', async () => {
    for (const away of ['channel', 'load', 'removed'] as const) {
      const { player, viewing } = await painted();
      viewing.losePicture();
      viewing.to('ended');
      await player.updateComplete;
      const canvas = held(player)!;
      if (away === 'channel') player.channel = 'elsewhere';
      else if (away === 'load') player.load();
      else player.remove();
      await waitUntil(() => canvas.width === 0, `kept after: ${away}`);
      await player.updateComplete;
      expect(has(player, 'held')).to.equal(false);
    }
  });

  it('stays when the element is moved', async () => {
    asInPages();
    const { player, viewing } = await painted();
    const elsewhere = await fixture<HTMLElement>(html`<div></div>`);
    viewing.losePicture();
    viewing.to('reconnecting');
    await player.updateComplete;
    elsewhere.append(player);
    await nextFrame();
    expect(brightness(player)).to.be.above(DARK);
  });

  it('is a copy of no picture where there was none, and of none while one plays', async () => {
    const { player, viewing } = await watching(fake);
    viewing.to('playing');
    viewing.losePicture();
    viewing.to('reconnecting');
    await player.updateComplete;
    expect(has(player, 'held')).to.equal(false);
    viewing.play();
    await waitUntil(() => player.currentTime > 0);
    expect(has(player, 'held')).to.equal(false);
  });

  it('leaves clicks to the video below', async () => {
    const { player, viewing } = await painted();
    viewing.losePicture();
    await player.updateComplete;
    await press(held(player)!);
    await waitUntil(() => player.paused, 'a click on the picture did nothing');
  });
});
