/** The player under a finger: taps on the picture, buttons, full screen, menus of a phone. */
import { expect, waitUntil } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import '../../components/casto-player.js';
import type { CastoPlayer } from '../../components/player/player-element.js';
import { onPhone, touch } from './handheld.js';
import { button, playing } from './player-setup.js';
import { part, record, stub, useFakeEngine } from './setup.js';

describe('<casto-player> under a finger', () => {
  const fake = useFakeEngine();

  const hidden = (player: CastoPlayer): boolean =>
    player.shadowRoot!.querySelector('.frame.resting') !== null;

  /** Nobody has been here for a while. */
  async function rested(): Promise<CastoPlayer> {
    const { player } = await playing(fake);
    (document.activeElement as HTMLElement | null)?.blur();
    player.dispatchEvent(new PointerEvent('pointerleave', { pointerType: 'mouse' }));
    await player.updateComplete;
    expect(hidden(player), 'at rest').to.equal(true);
    expect(player.matches(':focus-within'), 'never focused').to.equal(false);
    return player;
  }

  async function tap(player: CastoPlayer, options?: Parameters<typeof touch>[1]): Promise<void> {
    const clicks = record(player, 'click');
    await touch(player.videoElement, options);
    await waitUntil(() => clicks.length >= (options?.times ?? 1), 'no tap');
    await player.updateComplete;
  }

  const pause = (ms = 350): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

  it('shows the controls by the first tap, in a player never focused before, and hides them by the next', async () => {
    const player = await rested();
    await tap(player);
    expect(hidden(player), 'the first tap').to.equal(false);
    await pause();
    await tap(player);
    expect(hidden(player), 'the second tap').to.equal(true);
    expect(player.paused).to.equal(false);
  });

  it('presses no button that is not seen: the first tap shows it, the second presses it', async () => {
    const player = await rested();
    const clicks = record(player, 'click');
    await touch(button(player, 'play-button'));
    await waitUntil(() => clicks.length === 1, 'no tap');
    await player.updateComplete;
    expect(player.paused, 'the first').to.equal(false);
    expect(hidden(player)).to.equal(false);
    await pause();
    await touch(button(player, 'play-button'));
    await waitUntil(() => player.paused, 'the second did nothing');
    await tap(player);
    expect(player.paused, 'a tap on the paused picture plays').to.equal(false);
  });

  it('keeps the controls while a finger uses them', async () => {
    const player = await rested();
    await tap(player);
    await touch(button(player, 'mute-button'));
    await pause(1500);
    await touch(button(player, 'mute-button'));
    await pause(2000);
    expect(hidden(player), 'three seconds after the first press').to.equal(false);
    await waitUntil(() => hidden(player), 'they never rest');
  });

  it('goes full screen by a double tap, and back', async () => {
    const player = await rested();
    await tap(player, { times: 2 });
    await waitUntil(() => document.fullscreenElement === player, 'not in full screen');
    await player.updateComplete;
    expect(hidden(player), 'with the way out in sight').to.equal(false);
    expect(player.paused).to.equal(false);
    await pause();
    await tap(player, { times: 2 });
    await waitUntil(() => document.fullscreenElement === null, 'no way back');
  });

  it('changes nothing by a long press', async () => {
    const player = await rested();
    const done = record(player, 'pause', 'click', 'contextmenu');
    player.addEventListener('contextmenu', (event) => event.preventDefault());
    await tap(player);
    await pause();
    await touch(player.videoElement, { holdMs: 800 });
    await pause(100);
    expect(hidden(player), 'the controls stay').to.equal(false);
    expect(done.some(({ type }) => type === 'pause')).to.equal(false);
    // A browser that makes a click of it, as an iPhone does.
    const init = { bubbles: true, composed: true, pointerType: 'touch' };
    player.videoElement.dispatchEvent(new PointerEvent('pointerdown', init));
    await pause(600);
    player.videoElement.dispatchEvent(new PointerEvent('click', init));
    await player.updateComplete;
    expect(hidden(player), 'no tap').to.equal(false);
    expect(document.fullscreenElement === null).to.equal(true);
  });

  it('shows the bar to whoever comes by the keyboard', async () => {
    const player = await rested();
    await sendKeys({ press: 'Tab' });
    await waitUntil(() => player.matches(':focus-within'), 'the focus is elsewhere');
    await player.updateComplete;
    expect(hidden(player)).to.equal(false);
  });

  describe('full screen', () => {
    const turns: string[] = [];
    const orientation = screen.orientation as ScreenOrientation & { lock(to: string): unknown };
    let guards: { restore(): void }[] = [];
    let answer: () => Promise<void> = async () => {};
    beforeEach(() => {
      turns.length = 0;
      answer = async () => {};
      guards = [
        stub(orientation, 'lock', (to: string) => {
          turns.push(to);
          return answer();
        }),
        stub(orientation, 'unlock', () => void turns.push('free')),
      ];
    });
    afterEach(() => {
      for (const guard of guards) guard.restore();
    });

    const inOut = async (player: CastoPlayer): Promise<void> => {
      await tap(player, { times: 2 });
      await waitUntil(() => player.matches(':state(fullscreen)'), 'not in full screen');
      await waitUntil(() => turns.length > 0, 'not turned');
      await document.exitFullscreen();
      await waitUntil(() => !player.matches(':state(fullscreen)'), 'still in full screen');
      await pause(50);
    };

    it('turns to the picture’s shape, and leaves the screen as it is held afterwards', async () => {
      const player = await rested();
      await inOut(player);
      expect(turns).to.deep.equal(['landscape', 'free']);
    });

    it('follows the picture while it is open', async () => {
      const player = await rested();
      await tap(player, { times: 2 });
      await waitUntil(() => turns.length === 1, 'not turned');
      const size = stub(player.videoElement, 'videoHeight' as never, 1280 as never);
      try {
        player.videoElement.dispatchEvent(new Event('resize'));
        expect(turns).to.deep.equal(['landscape', 'portrait']);
      } finally {
        size.restore();
        await document.exitFullscreen();
        await waitUntil(() => turns.at(-1) === 'free');
      }
    });

    it('goes on where the browser refuses to turn', async () => {
      const refused: unknown[] = [];
      const note = (event: PromiseRejectionEvent): void => void refused.push(event.reason);
      addEventListener('unhandledrejection', note);
      answer = () => Promise.reject(new DOMException('no phone', 'NotSupportedError'));
      const player = await rested();
      await inOut(player);
      removeEventListener('unhandledrejection', note);
      expect(turns, 'asked once').to.deep.equal(['landscape', 'free']);
      expect(refused).to.have.length(0);
      expect(player.error).to.equal(null);
    });
  });

  it('has no keyboard help on a phone, neither in the bar nor in the menu', async () => {
    const { player } = await playing(fake);
    const seen = (name: string): boolean => part(player, name)?.checkVisibility() ?? false;
    // As narrow as on a phone, with a mouse first.
    player.style.width = '360px';
    await waitUntil(() => seen('more-button'), 'not narrow');
    button(player, 'more-button').click();
    await player.updateComplete;
    expect(seen('help-item'), 'on a computer').to.equal(true);
    await onPhone(async () => {
      expect(matchMedia('(pointer: coarse) and (hover: none)').matches, 'a phone').to.equal(true);
      expect(seen('share-item'), 'the menu').to.equal(true);
      expect(seen('help-item')).to.equal(false);
      player.style.width = '800px';
      await waitUntil(() => !seen('more-button'), 'not wide');
      expect(seen('share-button'), 'the bar').to.equal(true);
      expect(seen('help-button')).to.equal(false);
    });
    await waitUntil(() => seen('help-button'), 'a computer again');
  });
});
