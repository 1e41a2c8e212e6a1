/** Every state and every panel of the player, by axe; and nothing that stays behind. */
import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import type { CastoPlayer } from '../../components/player/player-element.js';
import { CastoError } from '../../src/base/errors.js';
import { button, heldIntervals, playing, watching } from './player-setup.js';
import { has, stub, useFakeEngine } from './setup.js';

describe('<casto-player> accessibility', () => {
  const fake = useFakeEngine();

  it('idle, with and without a poster', async () => {
    const poster = 'data:image/gif;base64,R0lGODlhAQABAAAAACw=';
    for (const each of ['', poster]) {
      const player = await fixture<CastoPlayer>(
        html`<casto-player channel="street" muted controls poster=${each}></casto-player>`,
      );
      await expect(player).to.be.accessible();
    }
  });

  it('connecting, waiting, playing, paused, reconnecting, ended', async () => {
    const { player, viewing } = await watching(fake);
    await expect(player).to.be.accessible();
    viewing.to('waiting');
    await player.updateComplete;
    await expect(player).to.be.accessible();
    viewing.play();
    await waitUntil(() => player.currentTime > 0);
    await expect(player).to.be.accessible();
    player.pause();
    await player.updateComplete;
    await expect(player).to.be.accessible();
    await player.play();
    viewing.to('reconnecting');
    await player.updateComplete;
    await expect(player).to.be.accessible();
    viewing.to('ended');
    await player.updateComplete;
    await expect(player).to.be.accessible();
  });

  it('an error, and the prompt for sound', async () => {
    const original = HTMLMediaElement.prototype.play;
    const guard = stub(HTMLMediaElement.prototype, 'play', function (this: HTMLMediaElement) {
      return this.muted
        ? original.call(this)
        : Promise.reject(new DOMException('a click is needed', 'NotAllowedError'));
    });
    try {
      const { player, viewing } = await watching(
        fake,
        html`<casto-player channel="street" autoplay controls></casto-player>`,
      );
      viewing.play({ audio: true });
      await waitUntil(() => has(player, 'unmute-button'));
      await expect(player).to.be.accessible();
      viewing.fail(new CastoError('no-parent', 'x'));
      await player.updateComplete;
      await expect(player).to.be.accessible();
    } finally {
      guard.restore();
    }
  });

  it('every panel, wide and narrow', async () => {
    const timers = heldIntervals();
    try {
      const { player, viewing } = await playing(fake);
      player.addTextTrack('captions', 'English', 'en');
      player.addTextTrack('captions', 'Deutsch', 'de');
      Object.assign(viewing, {
        qualities: [
          { id: 'h', height: 720 },
          { id: 'l', height: 180 },
        ],
        quality: 'auto',
      });
      timers.run();
      await waitUntil(() => player.matches(':state(relaying)'));
      for (const name of ['relay', 'captions', 'quality', 'share', 'help']) {
        button(player, `${name}-button`).click();
        await player.updateComplete;
        expect(has(player, `panel-${name}`), name).to.equal(true);
        await expect(player).to.be.accessible();
      }
      player.style.width = '320px';
      await waitUntil(() => !button(player, 'relay-button').checkVisibility(), 'still wide');
      button(player, 'more-button').click();
      await player.updateComplete;
      await expect(player).to.be.accessible();
      for (const name of ['relay', 'captions', 'quality', 'share', 'help']) {
        if (!has(player, 'panel-more')) button(player, 'more-button').click();
        await player.updateComplete;
        button(player, `${name}-item`).click();
        await player.updateComplete;
        expect(has(player, `panel-${name}`), name).to.equal(true);
        await expect(player).to.be.accessible();
        button(player, 'panel-close').click();
        await player.updateComplete;
        // Its own button is not there; the one that led to it is.
        const { activeElement } = player.shadowRoot!;
        expect(activeElement === button(player, 'more-button'), `focus after ${name}`).to.equal(
          true,
        );
      }
    } finally {
      timers.restore();
    }
  });

  it('fits into 320 px: nothing sticks out and every target has 24 px', async () => {
    const { player } = await playing(fake);
    player.style.width = '320px';
    await waitUntil(() => !button(player, 'relay-button').checkVisibility());
    const outer = player.getBoundingClientRect();
    const bar = [...player.shadowRoot!.querySelectorAll<HTMLElement>('.controls button')];
    const visible = bar.filter((each) => each.checkVisibility());
    expect(visible.length).to.be.at.least(4);
    for (const each of visible) {
      const box = each.getBoundingClientRect();
      expect(Math.min(box.width, box.height)).to.be.at.least(24);
      expect(box.left).to.be.at.least(outer.left);
      expect(box.right).to.be.at.most(outer.right + 0.5);
    }
  });

  it('leaves no listener and no timer behind after 20 mounts with everything used', async () => {
    const counts = new Map<string, number>();
    const targets = [document, window] as const;
    const guards = targets.flatMap((target) => [
      stub(target, 'addEventListener', function (this: unknown, ...args: unknown[]) {
        const type = String(args[0]);
        if (!(args[2] as AddEventListenerOptions | undefined)?.once) {
          counts.set(type, (counts.get(type) ?? 0) + 1);
        }
        return Reflect.apply(EventTarget.prototype.addEventListener, target, args);
      } as typeof target.addEventListener),
      stub(target, 'removeEventListener', function (this: unknown, ...args: unknown[]) {
        const type = String(args[0]);
        counts.set(type, (counts.get(type) ?? 0) - 1);
        return Reflect.apply(EventTarget.prototype.removeEventListener, target, args);
      } as typeof target.removeEventListener),
    ]);
    const running = new Set<unknown>();
    const start = window.setInterval;
    const end = window.clearInterval;
    guards.push(
      stub(window, 'setInterval', ((...args: Parameters<typeof setInterval>) => {
        const id = start(...args);
        running.add(id);
        return id;
      }) as typeof window.setInterval),
      stub(window, 'clearInterval', ((id?: number) => {
        running.delete(id);
        end(id);
      }) as typeof window.clearInterval),
    );
    try {
      for (let i = 0; i < 20; i++) {
        const player = document.createElement('casto-player');
        Object.assign(player, { channel: `c${i}`, autoplay: true, muted: true, controls: true });
        document.body.append(player);
        await waitUntil(() => fake.engine.viewings.length === i + 1);
        const { viewing } = fake.engine;
        viewing.to('playing');
        await player.updateComplete;
        button(player, 'share-button').click();
        await player.updateComplete;
        player.remove();
      }
      await waitUntil(() => fake.engine.open === 0, 'never closed', { timeout: 4000 });
      const left = [...counts].filter(([, count]) => count > 0).map(([type]) => type);
      expect(left, 'listeners').to.deep.equal([]);
      expect(running.size, 'timers').to.equal(0);
    } finally {
      for (const guard of guards) guard.restore();
    }
  });
});
