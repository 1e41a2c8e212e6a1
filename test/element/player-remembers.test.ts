/** Volume and size as the person left them, in a player with controls of ours; what the page says counts more. */
import { expect, html, waitUntil } from '@open-wc/testing';
import { rememberWatched } from '../../components/player/remembered.js';
import { button, key, playing, watching } from './player-setup.js';
import { useFakeEngine } from './setup.js';

const TWO = [
  { id: 'full', height: 720 },
  { id: 'small', height: 360 },
];

describe('<casto-player> remembers', () => {
  const fake = useFakeEngine();
  const loud = html`<casto-player channel="a" autoplay controls></casto-player>`;

  it('the volume and the mute of the last time', async () => {
    const { player } = await playing(fake, loud);
    player.muted = false;
    for (const _ of [1, 2, 3]) key(player, 'ArrowDown');
    expect(player.volume).to.equal(0.7);
    player.remove();
    const second = await playing(fake, loud);
    expect(second.player.volume).to.equal(0.7);
    expect(second.player.muted).to.equal(false);
    button(second.player, 'mute-button').click();
    second.player.remove();
    const third = await playing(fake, loud);
    expect(third.player.muted).to.equal(true);
    expect(third.player.volume).to.equal(0.7);
  });

  it('the size, once there are sizes to choose from', async () => {
    rememberWatched({ volume: 1, muted: true, quality: 'small' });
    const { player, viewing } = await playing(fake, loud);
    expect(player.quality).to.equal('auto');
    viewing.qualities = TWO;
    player.requestUpdate();
    await waitUntil(() => viewing.quality === 'small', 'not chosen');
  });

  it('nothing that the page has set, and nothing where the controls are another’s', async () => {
    rememberWatched({ volume: 0.2, muted: true, quality: 'auto' });
    const set = await watching(
      fake,
      html`<casto-player channel="a" autoplay controls .volume=${0.9}></casto-player>`,
    );
    expect(set.player.volume).to.equal(0.9);
    const bare = await watching(fake, html`<casto-player channel="a" autoplay></casto-player>`);
    expect(bare.player.volume).to.equal(1);
    expect(bare.player.muted).to.equal(false);
  });

  it('nothing that is no answer', async () => {
    for (const stored of ['{', 'null', '7', '{"volume":7,"muted":"no","quality":7}']) {
      localStorage.setItem('casto.player', stored);
      const { player } = await watching(fake, loud);
      expect(player.volume, stored).to.equal(1);
      player.remove();
    }
  });
});
