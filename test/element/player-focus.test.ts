/** The focus stays in the player whatever becomes of the button that has it, and changes are said once. */
import { aTimeout, expect, html, waitUntil } from '@open-wc/testing';
import type { CastoPlayer } from '../../components/player/player-element.js';
import { CastoError } from '../../src/base/errors.js';
import { button, type Playing, playing, press, watching } from './player-setup.js';
import { part, stub, useFakeEngine } from './setup.js';

/** Waits for what comes with the first focus. */
async function focus(player: CastoPlayer, name: string): Promise<HTMLButtonElement> {
  const target = button(player, name);
  const sheets = player.shadowRoot!.adoptedStyleSheets.length;
  target.focus();
  await waitUntil(() => player.shadowRoot!.adoptedStyleSheets.length > sheets, 'nothing came');
  await player.updateComplete;
  return target;
}

const focused = (player: CastoPlayer): string =>
  player.shadowRoot!.activeElement?.getAttribute('part') ?? '';
const isNamed = (player: CastoPlayer, name: string): boolean =>
  focused(player).split(' ').includes(name);

describe('<casto-player> focus', () => {
  const fake = useFakeEngine();

  it('goes from the start button to the bar', async () => {
    const { player, viewing } = await playing(fake);
    player.pause();
    await player.updateComplete;
    (await focus(player, 'start-button')).click();
    await waitUntil(() => !player.paused);
    await player.updateComplete;
    expect(isNamed(player, 'play-button'), focused(player)).to.equal(true);
    viewing.to('reconnecting');
    await player.updateComplete;
    expect(isNamed(player, 'play-button'), focused(player)).to.equal(true);
  });

  it('goes from the badge that returns to live to the bar', async () => {
    const { player } = await playing(fake);
    player.pause();
    await player.updateComplete;
    (await focus(player, 'live-badge')).click();
    await waitUntil(() => !player.paused);
    await player.updateComplete;
    expect(isNamed(player, 'play-button'), focused(player)).to.equal(true);
  });

  it('goes from the bar to the message when all is over, and to “Try again” after an error', async () => {
    const { player, viewing } = await playing(fake);
    await focus(player, 'mute-button');
    viewing.to('ended');
    await player.updateComplete;
    expect(isNamed(player, 'overlay'), focused(player)).to.equal(true);
    const again = await playing(fake);
    await focus(again.player, 'mute-button');
    again.viewing.fail(new CastoError('no-parent', 'x'));
    await again.player.updateComplete;
    expect(isNamed(again.player, 'retry-button'), focused(again.player)).to.equal(true);
    button(again.player, 'retry-button').click();
    await again.player.updateComplete;
    expect(isNamed(again.player, 'play-button'), focused(again.player)).to.equal(true);
  });

  it('goes from a panel that the end closes to the message', async () => {
    const { player, viewing } = await playing(fake);
    await focus(player, 'help-button');
    button(player, 'help-button').click();
    await player.updateComplete;
    expect(player.shadowRoot!.activeElement?.closest('.panel') !== null).to.equal(true);
    viewing.to('ended');
    await player.updateComplete;
    expect(isNamed(player, 'overlay'), focused(player)).to.equal(true);
    expect(player.shadowRoot!.activeElement?.matches('[tabindex="-1"]')).to.equal(true);
    (player.shadowRoot!.activeElement as HTMLElement).blur();
    expect(part(player, 'overlay')!.hasAttribute('tabindex'), 'a stop for clicks').to.equal(false);
  });

  it('goes from a button that is there no more to the next one', async () => {
    const { player, viewing } = await playing(fake);
    Object.assign(viewing, {
      qualities: [
        { id: 'h', height: 720 },
        { id: 'l', height: 180 },
      ],
    });
    viewing.count(2);
    await player.updateComplete;
    await focus(player, 'quality-button');
    Object.assign(viewing, { qualities: [] });
    viewing.count(3);
    await player.updateComplete;
    expect(isNamed(player, 'share-button'), focused(player)).to.equal(true);
  });

  it('of a pointer does not keep the controls on the picture', async () => {
    const { player } = await playing(fake);
    player.pause();
    await player.updateComplete;
    await focus(player, 'mute-button');
    await press(button(player, 'start-button'));
    await waitUntil(() => !player.paused);
    await player.updateComplete;
    expect(player.shadowRoot!.querySelector(':focus-visible') === null).to.equal(true);
  });

  it('is left where the page puts it', async () => {
    const { player, viewing } = await playing(fake);
    await focus(player, 'mute-button');
    const field = document.createElement('input');
    player.before(field);
    player.addEventListener('casto-statechange', () => field.focus(), { once: true });
    viewing.to('ended');
    await player.updateComplete;
    expect(document.activeElement === field).to.equal(true);
    field.remove();
  });
});

describe('<casto-player> speech', () => {
  const fake = useFakeEngine();
  const said = (player: CastoPlayer): string =>
    part(player, 'announcement')!
      .textContent!.trim()
      .replace(/\u00a0$/, '');

  /** Everything that the region has said, in order. */
  function listen({ player }: Playing): string[] {
    const heard: string[] = [];
    new MutationObserver(() => {
      const text = said(player);
      if (text) heard.push(text);
    }).observe(part(player, 'announcement')!, {
      characterData: true,
      childList: true,
      subtree: true,
    });
    return heard;
  }

  it('tells of the sound by its button as by its key, once', async () => {
    const both = await playing(fake);
    const heard = listen(both);
    const { player } = both;
    button(player, 'mute-button').click();
    await waitUntil(() => heard.length === 1);
    button(player, 'mute-button').click();
    await waitUntil(() => heard.length === 2);
    await player.updateComplete;
    expect(heard).to.deep.equal(['Sound on', 'Sound off']);
  });

  it('tells of the sound that was asked for on the picture', async () => {
    const original = HTMLMediaElement.prototype.play;
    const guard = stub(HTMLMediaElement.prototype, 'play', function (this: HTMLMediaElement) {
      return this.muted
        ? original.call(this)
        : Promise.reject(new DOMException('a click is needed', 'NotAllowedError'));
    });
    try {
      const both = await watching(
        fake,
        html`<casto-player channel="street" autoplay controls></casto-player>`,
      );
      both.viewing.play({ audio: true });
      await waitUntil(() => part(both.player, 'unmute-button') !== null);
      const heard = listen(both);
      const unmute = await focus(both.player, 'unmute-button');
      unmute.click();
      await waitUntil(() => heard.length > 0, 'nothing was said');
      expect(heard).to.deep.equal(['Sound on']);
    } finally {
      guard.restore();
    }
  });

  it('does not tell of the end of a break that was too short for a word', async () => {
    const both = await playing(fake);
    const heard = listen(both);
    both.viewing.to('reconnecting');
    await both.player.updateComplete;
    both.viewing.to('playing');
    await both.player.updateComplete;
    await aTimeout(50);
    expect(heard).to.deep.equal([]);
    both.viewing.to('reconnecting');
    await waitUntil(() => heard.length === 1, 'a long break is told', { timeout: 3000 });
    both.viewing.to('playing');
    await waitUntil(() => heard.length === 2, 'and so is its end');
    expect(heard[1]).to.equal('Live: Street camera');
  });
});
