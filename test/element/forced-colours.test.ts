/** In the system's own colours (a contrast theme) nothing stands there without a meaning, and what tells is seen. */
import { expect, waitUntil } from '@open-wc/testing';
import '../../components/casto-broadcast.js';
import '../../components/casto-player.js';
import { studio, useFakeComputer } from './broadcast-helpers.js';
import { inForcedColours } from './handheld.js';
import { playing, watching } from './player-setup.js';
import { part, stub, useFakeEngine } from './setup.js';

describe('in forced colours', () => {
  const fake = useFakeEngine();
  useFakeComputer();

  /** Of what is drawn behind a dot. */
  function behind(element: Element): string {
    for (let at: Element | null = element; at; at = at.parentElement) {
      const { backgroundColor } = getComputedStyle(at);
      if (!/transparent|, 0\)$/.test(backgroundColor)) return backgroundColor;
    }
    return '';
  }

  it('a spinner is no closed ring', async () => {
    const { player } = await watching(fake);
    await player.updateComplete;
    await inForcedColours(async () => {
      expect(matchMedia('(forced-colors: active)').matches).to.equal(true);
      const { borderTopColor, borderBottomColor } = getComputedStyle(part(player, 'spinner')!);
      expect(borderTopColor).not.to.equal(borderBottomColor);
    });
  });

  it('the dots of LIVE and of a recording are seen', async () => {
    const element = await studio();
    const click = stub(HTMLAnchorElement.prototype, 'click', () => {});
    const picker = stub(window as never, 'showSaveFilePicker' as never, undefined as never);
    try {
      await element.start();
      await element.startRecording();
      await element.updateComplete;
      await inForcedColours(async () => {
        const live = part(element, 'live-badge')!;
        expect(getComputedStyle(live, '::before').backgroundColor, 'live').not.to.equal(
          behind(live),
        );
        const dot = part(element, 'recording-badge')!.querySelector('.dot')!;
        expect(getComputedStyle(dot).backgroundColor, 'recording').not.to.equal(
          behind(dot.parentElement!),
        );
      });
      await element.stopRecording();
    } finally {
      click.restore();
      picker.restore();
    }
  });

  it('where nothing is said there is no border', async () => {
    const element = await studio();
    await element.updateComplete;
    await inForcedColours(async () => {
      expect(part(element, 'said')!.textContent).to.equal('');
      expect(part(element, 'said')!.getBoundingClientRect().height).to.equal(0);
    });
  });

  it('the player’s bar covers no more of the picture than its buttons need', async () => {
    const { player } = await playing(fake);
    await inForcedColours(async () => {
      const bar = part(player, 'controls')!.getBoundingClientRect();
      const button = part(player, 'play-button')!.getBoundingClientRect();
      expect(bar.height - button.height).to.be.below(20);
    });
    await waitUntil(() => !matchMedia('(forced-colors: active)').matches);
  });
});
