/** A light stage and light panels: every text can be read, by axe's rule of contrast. */
import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import '../../components/casto-broadcast.js';
import '../../components/casto-player.js';
import type { CastoBroadcast } from '../../components/broadcast/broadcast-element.js';
import type { CastoPlayer } from '../../components/player/player-element.js';
import { CastoError } from '../../src/base/errors.js';
import { expectAccessible } from './accessible.js';
import { openPanel, useFakeComputer } from './broadcast-helpers.js';
import { button } from './player-setup.js';
import { part, useFakeEngine } from './setup.js';

const LIGHT = `
  --casto-stage: #f5efe0;
  --casto-stage-text: #1a1d23;
  --casto-badge: #fff;
  --casto-badge-text: #1a1d23;
  --casto-panel: #fff;
  --casto-panel-text: #1a1d23;
  --casto-panel-scheme: light;`;

describe('a light theme', () => {
  const fake = useFakeEngine();
  useFakeComputer();

  const luminance = (colour: string): number => {
    const [r = 0, g = 0, b = 0] = (colour.match(/[\d.]+/g) ?? []).map(Number);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };

  it('player: each state, and each panel', async () => {
    const player = await fixture<CastoPlayer>(
      html`<casto-player style=${LIGHT} channel="a" muted controls></casto-player>`,
    );
    await expectAccessible(player);
    player.play().catch(() => undefined);
    await waitUntil(() => fake.engine.viewings.length > 0);
    const { viewing } = fake.engine;
    for (const state of ['connecting', 'waiting'] as const) {
      viewing.to(state);
      await player.updateComplete;
      const { color } = getComputedStyle(part(player, 'message')!);
      expect(luminance(color), `${state}: ${color}`).to.be.below(100);
      await expectAccessible(player);
    }
    viewing.play({ audio: true });
    await waitUntil(() => player.currentTime > 0);
    await expectAccessible(player);
    for (const panel of ['relay', 'share', 'help']) {
      player.style.width = '700px';
      button(player, `${panel}-button`).click();
      await waitUntil(() => part(player, `panel-${panel}`), `no ${panel}`);
      const opened = part(player, `panel-${panel}`)!;
      expect(luminance(getComputedStyle(opened).backgroundColor), panel).to.be.above(200);
      expect(luminance(getComputedStyle(opened.querySelector('h2')!).color)).to.be.below(100);
      await expectAccessible(player);
      button(player, `${panel}-button`).click();
      await player.updateComplete;
    }
    viewing.to('ended');
    await player.updateComplete;
    await expectAccessible(player);
    viewing.fail(new CastoError('star-unreachable', 'x'));
    await player.updateComplete;
    await expectAccessible(player);
  });

  it('studio: idle, live, error, and each panel', async () => {
    const element = await fixture<CastoBroadcast>(
      html`<casto-broadcast style=${LIGHT} controls label="Show"></casto-broadcast>`,
    );
    await element.updateComplete;
    const { color } = getComputedStyle(part(element, 'message')!);
    expect(luminance(color), color).to.be.below(100);
    await expectAccessible(element);
    await element.start();
    await element.updateComplete;
    await expectAccessible(element);
    for (const name of ['source', 'settings', 'share']) {
      await openPanel(element, name);
      const panel = part(element, `${name}-panel`)!;
      expect(luminance(getComputedStyle(panel).backgroundColor), name).to.be.above(200);
      await expectAccessible(element);
    }
    await element.stop();
    fake.engine.refuseBroadcast = new CastoError('permission-denied', 'x');
    await element.start().catch(() => {});
    await element.updateComplete;
    await expectAccessible(element);
  });
});
