/** The player's controls: sound, keys, panels, sharing, captions, full screen, touch. */
import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { setViewport } from '@web/test-runner-commands';
import type { CastoPlayer } from '../../components/player/player-element.js';
import { CastoError } from '../../src/base/errors.js';
import { fakeStats } from './fake-engine.js';
import { button, heldIntervals, key, playing, press, watching } from './player-setup.js';
import { has, part, record, shadowText, stub, useFakeEngine } from './setup.js';

const said = (player: CastoPlayer): string =>
  part(player, 'announcement')?.textContent?.trim() ?? '';

describe('<casto-player> controls', () => {
  const fake = useFakeEngine();

  describe('sound', () => {
    it('follows the wheel over the volume alone, and leaves the page’s scrolling alone', async () => {
      const { player } = await playing(fake);
      player.muted = false;
      player.volume = 0.5;
      const wheel = (target: Element, init: WheelEventInit): boolean =>
        target.dispatchEvent(
          new WheelEvent('wheel', { bubbles: true, composed: true, cancelable: true, ...init }),
        );
      const { videoElement } = player;
      expect(wheel(videoElement, { deltaY: -100 }), 'hijacked').to.equal(true);
      expect(player.volume).to.equal(0.5);
      expect(wheel(button(player, 'mute-button'), { deltaY: -100 })).to.equal(false);
      expect(player.volume).to.be.closeTo(0.55, 0.001);
      expect(wheel(button(player, 'mute-button'), { deltaY: 100, ctrlKey: true }), 'zoom').to.equal(
        true,
      );
      for (let i = 0; i < 15; i++) wheel(part(player, 'volume-slider')!, { deltaY: 100 });
      expect(player.volume).to.equal(0);
      expect(player.muted).to.equal(true);
      await player.updateComplete;
      expect(part(player, 'notice')?.textContent).to.contain('0%');
    });

    it('has no slider where a page cannot set the volume, and stands at the value otherwise', async () => {
      const { player } = await playing(fake);
      player.muted = false;
      player.volume = 0.3;
      await waitUntil(() => part<HTMLInputElement>(player, 'volume-slider')?.value === '0.3');
      expect(part(player, 'volume-slider')?.getAttribute('aria-valuetext')).to.equal('30%');
      player.muted = true;
      await waitUntil(() => part<HTMLInputElement>(player, 'volume-slider')?.value === '0');
      expect(button(player, 'mute-button').getAttribute('aria-label')).to.equal('Unmute');
    });
  });

  describe('keys', () => {
    it('do what the help panel says, and show that they did', async () => {
      const { player } = await playing(fake);
      button(player, 'play-button').focus();
      key(player, 'k');
      expect(player.paused).to.equal(true);
      await player.updateComplete;
      expect(part(player, 'notice')?.textContent).to.contain('Paused');
      key(player, 'l');
      expect(player.paused).to.equal(false);
      key(player, 'm');
      expect(player.muted).to.equal(false);
      player.volume = 0.5;
      key(player, 'ArrowUp');
      expect(player.volume).to.be.closeTo(0.6, 0.001);
      key(player, 'ArrowDown');
      key(player, 'ArrowDown');
      expect(player.volume).to.be.closeTo(0.4, 0.001);
      await player.updateComplete;
      expect(part(player, 'notice')?.textContent).to.contain('40%');
      expect(said(player)).to.contain('40%');
      await waitUntil(() => !has(player, 'notice'), 'the notice stays', { timeout: 3000 });

      key(player, '?');
      await player.updateComplete;
      const help = part(player, 'panel-help')!;
      expect(help.querySelectorAll('dt').length).to.be.at.least(10);
      for (const words of ['Space', 'Return to live', 'Captions off or on', 'Esc']) {
        expect(help.textContent).to.contain(words);
      }
    });

    it('work on keyboards of other scripts, by the place of the key', async () => {
      const { player } = await playing(fake);
      const press = (code: string, name: string, init: KeyboardEventInit = {}): boolean =>
        key(player, name, { code, ...init });
      const mutes: [string, string][] = [
        ['Cyrillic', 'ь'],
        ['Cyrillic, shifted', 'Ь'],
        ['Greek', 'μ'],
        ['Hebrew', 'צ'],
        ['Arabic', 'ة'],
        ['Devanagari', 'स'],
        ['Thai', 'ท'],
        ['Hangul', 'ㅡ'],
        ['Kana', 'も'],
      ];
      for (const [layout, name] of mutes) {
        const { muted } = player;
        expect(press('KeyM', name), layout).to.equal(false);
        expect(player.muted, layout).to.equal(!muted);
      }
      // Devanagari has a sign of a vowel there, which is no letter by itself.
      expect(press('KeyS', 'े')).to.equal(false);
      await player.updateComplete;
      expect(has(player, 'panel-share')).to.equal(true);
      expect(press('Slash', '؟', { shiftKey: true })).to.equal(false);
      await player.updateComplete;
      expect(has(player, 'panel-help')).to.equal(true);
    });

    it('go by the letter where the layout has it, and leave unfinished letters alone', async () => {
      const { player } = await playing(fake);
      const { muted } = player;
      const press = (code: string, name: string, init: KeyboardEventInit = {}): boolean =>
        key(player, name, { code, ...init });
      // AZERTY has a comma where others have M, and the M beside the L; Dvorak has an M there.
      expect(press('KeyM', ',')).to.equal(true);
      expect(press('Semicolon', 'm')).to.equal(false);
      expect(player.muted).to.equal(!muted);
      expect(press('KeyM', 'm')).to.equal(false);
      const others: [string, string, KeyboardEventInit][] = [
        ['KeyM', 'Dead', {}],
        ['KeyM', 'Process', {}],
        ['KeyM', 'ㅡ', { isComposing: true }],
        ['KeyM', 'も', { keyCode: 229 }],
        ['KeyM', 'ь', { ctrlKey: true }],
        ['KeyM', 'ь', { metaKey: true }],
        ['KeyM', 'ь', { altKey: true }],
        ['KeyM', 'µ', { modifierAltGraph: true }],
        ['KeyM', 'ø', {}],
        ['', 'ь', {}],
        ['Slash', 'ё', {}],
      ];
      for (const [code, name, init] of others) {
        expect(press(code, name, init), `${name} at ${code}`).to.equal(true);
      }
      expect(player.muted).to.equal(muted);
    });

    it('are left to what has the focus, and to the browser', async () => {
      const { player } = await playing(fake);
      button(player, 'play-button').focus();
      expect(key(player, ' '), 'a focused button is pressed by the space bar').to.equal(true);
      part(player, 'volume-slider')!.focus();
      expect(key(player, 'ArrowUp'), 'the slider has the arrows').to.equal(true);
      expect(key(player, 'm')).to.equal(false);
      for (const init of [{ ctrlKey: true }, { metaKey: true }, { altKey: true }]) {
        expect(key(player, 'f', init)).to.equal(true);
      }
      key(player, 's');
      await player.updateComplete;
      const field = player.shadowRoot!.querySelector<HTMLInputElement>('#share-link')!;
      field.focus();
      const { muted } = player;
      expect(key(player, 'm'), 'typed into a field').to.equal(true);
      expect(player.muted).to.equal(muted);
      expect(player.paused).to.equal(false);
    });

    it('are left to the page’s own fields laid over the picture, and to the page outside', async () => {
      const { player } = await playing(
        fake,
        html`<casto-player channel="street" autoplay muted controls>
          <div slot="overlay"><input /></div>
        </casto-player>`,
      );
      const input = player.querySelector('input')!;
      const press = (target: Element): boolean =>
        target.dispatchEvent(
          new KeyboardEvent('keydown', {
            key: 'k',
            bubbles: true,
            composed: true,
            cancelable: true,
          }),
        );
      expect(press(input)).to.equal(true);
      expect(press(document.body)).to.equal(true);
      expect(player.paused).to.equal(false);
    });
  });

  describe('panels', () => {
    it('take the focus, give it back, and one closes the other', async () => {
      const { player } = await playing(fake);
      const opener = button(player, 'relay-button');
      opener.focus();
      opener.click();
      await player.updateComplete;
      expect(opener.getAttribute('aria-expanded')).to.equal('true');
      expect(player.shadowRoot!.activeElement?.matches('[role=switch]')).to.equal(true);
      key(player, 'Escape');
      await player.updateComplete;
      expect(has(player, 'panel')).to.equal(false);
      expect(player.shadowRoot!.activeElement === opener).to.equal(true);

      opener.click();
      await player.updateComplete;
      button(player, 'share-button').click();
      await player.updateComplete;
      expect(player.shadowRoot!.querySelectorAll('.panel')).to.have.length(1);
      expect(has(player, 'panel-share')).to.equal(true);
      button(player, 'panel-close').click();
      await player.updateComplete;
      expect(player.shadowRoot!.activeElement === button(player, 'share-button')).to.equal(true);
    });

    it('close by a press outside, in the page or on the picture, but not inside', async () => {
      const { player } = await playing(fake);
      const press = (target: Element): void =>
        void target.dispatchEvent(
          new PointerEvent('pointerdown', { bubbles: true, composed: true, pointerType: 'mouse' }),
        );
      for (const [target, stays] of [
        [() => document.body, false],
        [() => player.videoElement, false],
        [() => part(player, 'panel')!, true],
      ] as const) {
        if (!has(player, 'panel')) button(player, 'help-button').click();
        await player.updateComplete;
        press(target());
        await player.updateComplete;
        expect(has(player, 'panel')).to.equal(stays);
      }
    });

    it('come up from the edge of a phone’s screen, where the stage is too low', async () => {
      const { player } = await playing(fake);
      await setViewport({ width: 375, height: 700 });
      try {
        await waitUntil(() => player.clientWidth < 400);
        button(player, 'more-button').click();
        await player.updateComplete;
        button(player, 'help-item').click();
        await player.updateComplete;
        const panel = part(player, 'panel-help')!;
        await Promise.all(panel.getAnimations().map(({ finished }) => finished));
        const box = panel.getBoundingClientRect();
        expect(panel.matches(':popover-open')).to.equal(true);
        expect(box.height).to.be.greaterThan(player.clientHeight);
        expect([box.left, box.right, box.bottom]).to.deep.equal([0, 375, 700]);
        key(player, 'Escape');
        await player.updateComplete;
        expect(has(player, 'panel')).to.equal(false);
      } finally {
        await setViewport({ width: 800, height: 600 });
      }
    });

    it('go with the stream', async () => {
      const { player, viewing } = await playing(fake);
      button(player, 'share-button').click();
      await player.updateComplete;
      viewing.to('ended');
      await player.updateComplete;
      expect(has(player, 'panel')).to.equal(false);
      viewing.to('playing');
      await player.updateComplete;
      expect(has(player, 'panel'), 'opened again by itself').to.equal(false);
    });
  });

  describe('passing the stream on', () => {
    it('shows who feeds whom and how much was given, and the switch sets relay', async () => {
      const timers = heldIntervals();
      try {
        const { player, viewing } = await playing(fake);
        timers.run();
        await waitUntil(() => part(player, 'relay-button')?.textContent?.includes('2.3 Mbit/s'));
        expect(part(player, 'relay-button')?.getAttribute('aria-label')).to.contain('2.3 Mbit/s');
        expect(part(player, 'latency')?.textContent).to.contain('140 ms');
        button(player, 'relay-button').click();
        await player.updateComplete;
        const panel = part(player, 'panel-relay')!;
        for (const words of ['…\u2060OP0001', '…\u2060CHLD01', '1 viewer', '900 kB', '12 ms']) {
          expect(panel.textContent).to.contain(words);
        }
        const changes = record<CustomEvent>(player, 'casto-relaychange');
        const consent = player.shadowRoot!.querySelector<HTMLInputElement>('[role=switch]')!;
        expect(consent.checked).to.equal(true);
        consent.click();
        await player.updateComplete;
        expect(player.relay).to.equal('off');
        expect(viewing.changes.at(-1)).to.deep.equal({ relay: 'off' });
        expect(changes.map(({ detail }) => detail)).to.deep.equal([{ relay: 'off' }]);
        consent.click();
        await player.updateComplete;
        expect(viewing.changes.at(-1)).to.deep.equal({ relay: 'auto' });

        viewing.stats = fakeStats({ children: [], parent: null });
        timers.run();
        await waitUntil(() => shadowText(player).includes('Nobody gets it from you'));
        expect(shadowText(player), 'what was given is forgotten').to.contain('900 kB');
        player.relay = 'off';
        await player.updateComplete;
        expect(consent.checked).to.equal(false);
      } finally {
        timers.restore();
      }
    });
  });

  describe('captions', () => {
    const VTT = 'data:text/vtt,WEBVTT%0A%0A00:00.000 --> 99:00:00.000%0AHello';

    it('has no button without any; one language is switched by it and by C', async () => {
      const { player } = await playing(fake);
      expect(has(player, 'captions-button')).to.equal(false);
      const track = player.addTextTrack('captions', 'English', 'en');
      await waitUntil(() => has(player, 'captions-button'));
      const captions = button(player, 'captions-button');
      expect(captions.getAttribute('aria-pressed')).to.equal('false');
      captions.click();
      expect(track.mode).to.equal('showing');
      await waitUntil(() => captions.getAttribute('aria-pressed') === 'true');
      key(player, 'c');
      expect(track.mode).to.equal('disabled');
      await player.updateComplete;
      expect(part(player, 'notice')?.textContent).to.contain('Captions: Off');
    });

    it('shows the page’s <track> children, follows changes, and offers a choice of several', async () => {
      const { player } = await playing(
        fake,
        html`<casto-player channel="street" autoplay muted controls>
          <track kind="captions" srclang="en" label="English" src=${VTT} default />
          <track kind="subtitles" srclang="ko" src=${VTT} />
          <track kind="metadata" src=${VTT} />
        </casto-player>`,
      );
      expect(player.textTracks.length).to.equal(3);
      await waitUntil(() => player.textTracks[0]?.mode === 'showing', 'default is not shown');
      await waitUntil(() => player.textTracks[0]?.activeCues?.length === 1, 'no cue');
      button(player, 'captions-button').click();
      await player.updateComplete;
      const rows = () => [...part(player, 'panel-captions')!.querySelectorAll('label')];
      expect(rows().map((row) => row.textContent?.trim())).to.deep.equal([
        'Off',
        'English',
        '한국어',
      ]);
      rows()[2]!.click();
      expect([...player.textTracks].map(({ mode }) => mode).slice(0, 2)).to.deep.equal([
        'disabled',
        'showing',
      ]);
      await player.updateComplete;
      rows()[0]!.click();
      expect([...player.textTracks].some(({ mode }) => mode === 'showing')).to.equal(false);
      // Off and on again brings back what was chosen.
      key(player, 'Escape');
      key(player, 'c');
      expect(player.textTracks[1]?.mode).to.equal('showing');

      player.querySelector('track')!.remove();
      await waitUntil(() => player.textTracks.length === 2, 'a track was not taken away');
      player.querySelector('track')!.label = 'Korean';
      await waitUntil(() => [...player.textTracks].some(({ label }) => label === 'Korean'));
      expect(player.textTracks.length).to.equal(2);
    });
  });

  describe('quality', () => {
    it('has no menu for one quality; of several one is chosen', async () => {
      const { player, viewing } = await playing(fake);
      expect(has(player, 'quality-button')).to.equal(false);
      expect(player.qualities).to.have.length(0);
      const layers = [
        { id: 'h', height: 720, bitrate: 2_500_000 },
        { id: 'l', height: 180, bitrate: 200_000 },
      ];
      Object.assign(viewing, { qualities: layers.slice(0, 1), quality: 'auto' });
      player.requestUpdate();
      await player.updateComplete;
      expect(has(player, 'quality-button')).to.equal(false);
      Object.assign(viewing, { qualities: layers });
      player.requestUpdate();
      await player.updateComplete;
      button(player, 'quality-button').click();
      await player.updateComplete;
      const rows = [...part(player, 'panel-quality')!.querySelectorAll('label')];
      expect(rows.map((row) => row.textContent?.trim())).to.deep.equal([
        'Automatic',
        '720p · 2.5 Mbit/s',
        '180p · 200 kbit/s',
      ]);
      rows[2]!.click();
      expect(player.quality).to.equal('l');
      await player.updateComplete;
      expect(said(player)).to.contain('180p');
      player.quality = 'no such';
      expect(player.quality).to.equal('l');
    });
  });

  describe('share', () => {
    it('offers link, code and QR code of the channel', async () => {
      const { player } = await playing(
        fake,
        html`<casto-player channel="street" autoplay muted controls share-url="https://x.example/w/{channel}"></casto-player>`,
      );
      key(player, 's');
      await player.updateComplete;
      const link = player.shadowRoot!.querySelector<HTMLInputElement>('#share-link')!;
      expect(link.value).to.equal(`https://x.example/w/${encodeURIComponent(player.channelId)}`);
      player.shadowRoot!.querySelector<HTMLElement>('#share-tab-qr')!.click();
      await waitUntil(() => has(player, 'qr'), 'no QR code');
      key(player, 'Escape');
      await player.updateComplete;
      expect(has(player, 'panel')).to.equal(false);
    });
  });

  describe('full screen and picture-in-picture', () => {
    it('takes the whole player into full screen and back', async () => {
      const { player } = await playing(fake);
      await press(button(player, 'fullscreen-button'));
      await waitUntil(() => document.fullscreenElement === player, 'not in full screen');
      await waitUntil(() => player.matches(':state(fullscreen)'));
      await player.updateComplete;
      expect(button(player, 'fullscreen-button').getAttribute('aria-label')).to.equal(
        'Leave full screen',
      );
      await player.toggleFullscreen();
      await waitUntil(() => !player.matches(':state(fullscreen)'));
    });

    for (const state of ['ended', 'error'] as const) {
      it(`leaves full screen by a button when the state is ${state}`, async () => {
        const { player, viewing } = await playing(fake);
        await press(button(player, 'fullscreen-button'));
        await waitUntil(() => player.matches(':state(fullscreen)'), 'not in full screen');
        if (state === 'error') viewing.fail(new CastoError('no-parent', 'x'));
        else viewing.to('ended');
        await waitUntil(() => player.state === state);
        await player.updateComplete;
        await press(button(player, 'fullscreen-button'));
        await waitUntil(() => document.fullscreenElement === null, 'no way out');
        await waitUntil(() => !player.matches(':state(fullscreen)'));
        await player.updateComplete;
        expect(has(player, 'fullscreen-button')).to.equal(false);
      });
    }

    it('uses the video’s own full screen where the page has none (iPhone)', async () => {
      const guards = [
        stub(HTMLElement.prototype, 'requestFullscreen', undefined as never),
        stub(HTMLVideoElement.prototype, 'webkitEnterFullscreen' as never, undefined as never),
      ];
      try {
        const { player } = await playing(fake);
        expect(has(player, 'fullscreen-button')).to.equal(false);
        let entered = 0;
        Object.assign(player.videoElement, {
          webkitEnterFullscreen: () => {
            entered++;
          },
        });
        player.requestUpdate();
        await player.updateComplete;
        button(player, 'fullscreen-button').click();
        expect(entered).to.equal(1);
      } finally {
        for (const guard of guards) guard.restore();
      }
    });

    it('goes into picture-in-picture and back, from its own button', async () => {
      const { player } = await playing(fake);
      await press(button(player, 'pip-button'));
      await waitUntil(() => player.matches(':state(picture-in-picture)'), 'no window');
      await player.updateComplete;
      expect(button(player, 'pip-button').getAttribute('aria-label')).to.contain('Leave');
      button(player, 'pip-button').click();
      await waitUntil(() => !player.matches(':state(picture-in-picture)'), 'never left');
    });
  });

  describe('the picture', () => {
    const point = (player: CastoPlayer, type: string, pointerType: string): void => {
      const init = { bubbles: true, composed: true, cancelable: true, pointerType };
      player.videoElement.dispatchEvent(new PointerEvent(type, init));
    };

    it('pauses and plays by a click, but only with controls', async () => {
      const { player } = await playing(fake);
      point(player, 'pointerdown', 'mouse');
      point(player, 'click', 'mouse');
      expect(player.paused).to.equal(true);
      point(player, 'click', 'mouse');
      expect(player.paused).to.equal(false);
      player.controls = false;
      point(player, 'click', 'mouse');
      expect(player.paused).to.equal(false);
    });

    it('shows and hides the controls by a finger, which leaves with every tap', async () => {
      const { player } = await playing(fake);
      const hidden = (): boolean => player.shadowRoot!.querySelector('.frame.resting') !== null;
      const tap = async (): Promise<void> => {
        for (const type of ['pointerdown', 'pointerup', 'pointerleave', 'click']) {
          point(player, type, 'touch');
        }
        player.dispatchEvent(new PointerEvent('pointerleave', { pointerType: 'touch' }));
        await player.updateComplete;
      };
      expect(hidden()).to.equal(false);
      await tap();
      expect(hidden(), 'the tap did not hide them').to.equal(true);
      await tap();
      expect(hidden(), 'the tap did not show them').to.equal(false);
      expect(player.paused).to.equal(false);
    });

    it('hides the controls when the pointer has gone, unless a panel is open or keys are used', async () => {
      const { player } = await playing(fake);
      const hidden = (): boolean => player.shadowRoot!.querySelector('.frame.resting') !== null;
      const leave = async (): Promise<void> => {
        player.dispatchEvent(new PointerEvent('pointerleave', { pointerType: 'mouse' }));
        await player.updateComplete;
      };
      await leave();
      expect(hidden()).to.equal(true);
      player.dispatchEvent(new PointerEvent('pointermove', { pointerType: 'mouse' }));
      await player.updateComplete;
      expect(hidden()).to.equal(false);
      button(player, 'share-button').click();
      await leave();
      expect(hidden(), 'hidden under an open panel').to.equal(false);
      key(player, 'Escape');
      await leave();
      player.pause();
      await player.updateComplete;
      expect(hidden(), 'hidden while paused').to.equal(false);
    });
  });

  describe('tooltips', () => {
    it('name each button with its key, and go away by Escape', async () => {
      const { player } = await playing(fake);
      const mute = button(player, 'mute-button');
      expect(mute.querySelector('[part=tooltip]')?.textContent).to.match(/Unmute\s+M/);
      expect(mute.getAttribute('aria-keyshortcuts')).to.equal('M');
      expect(mute.querySelector('[part=tooltip]')?.getAttribute('aria-hidden')).to.equal('true');
      mute.focus();
      expect(key(player, 'Escape'), 'nothing was closed for the page').to.equal(true);
      await player.updateComplete;
      expect(has(player, 'tooltip')).to.equal(false);
      button(player, 'play-button').focus();
      await player.updateComplete;
      expect(has(player, 'tooltip')).to.equal(true);
    });
  });

  describe('returning to live', () => {
    it('is offered by the badge and by the big button', async () => {
      const { player } = await playing(fake);
      player.pause();
      await player.updateComplete;
      expect(button(player, 'start-button').getAttribute('aria-label')).to.equal('Return to live');
      const badge = button(player, 'live-badge');
      expect(badge.getAttribute('aria-label')).to.contain('Return to live');
      badge.click();
      expect(player.paused).to.equal(false);
    });
  });

  describe('first paint', () => {
    it('comes before the engine, which is asked for by play() alone', async () => {
      let asked = 0;
      const { setEngineLoader } = await import('../../components/base/engine.js');
      setEngineLoader(() => {
        asked++;
        return new Promise(() => {});
      });
      const poster = 'data:image/gif;base64,R0lGODlhAQABAAAAACw=';
      const player = await fixture<CastoPlayer>(
        html`<casto-player channel="street" muted controls poster=${poster}></casto-player>`,
      );
      expect(asked).to.equal(0);
      expect(part<HTMLImageElement>(player, 'poster')?.checkVisibility()).to.equal(true);
      expect(button(player, 'start-button').checkVisibility()).to.equal(true);
      button(player, 'start-button').click();
      await player.updateComplete;
      expect(asked).to.equal(1);
      expect(shadowText(player)).to.contain('Connecting');
      player.remove();
    });

    it('is on the screen of a fresh page that has not fetched a byte of the engine', async () => {
      const frame = document.createElement('iframe');
      frame.width = '480';
      frame.height = '270';
      const module = new URL('../../components/casto-player.js', import.meta.url).href;
      frame.srcdoc = `<!doctype html><script type="module" src="${module}"></script>
        <casto-player channel="street" controls></casto-player>`;
      document.body.append(frame);
      try {
        const inside = (): CastoPlayer | null | undefined =>
          frame.contentDocument?.querySelector('casto-player');
        await waitUntil(() => inside()?.shadowRoot?.querySelector('.start'), 'no start button');
        const page = frame.contentWindow! as Window & typeof globalThis;
        const painted = (): number | undefined =>
          page.performance.getEntriesByName('first-contentful-paint')[0]?.startTime;
        await waitUntil(() => painted() !== undefined, 'nothing painted');
        const engine = (): PerformanceEntry | undefined =>
          page.performance
            .getEntriesByType('resource')
            .find(({ name }) => /\/src\/engine\.js/.test(name));
        expect(engine()).to.equal(undefined);
        // The same check can fail: play() fetches it.
        inside()!
          .play()
          .catch(() => {});
        await waitUntil(() => engine() !== undefined, 'play() did not fetch the engine');
        expect(painted()).to.be.lessThan(engine()!.startTime);
      } finally {
        frame.remove();
      }
    });
  });

  describe('panels that come late', () => {
    it('are on their way when somebody comes to the controls, and styled when they are there', async () => {
      const { player } = await playing(fake);
      const before = player.shadowRoot!.adoptedStyleSheets.length;
      button(player, 'help-button').dispatchEvent(
        new PointerEvent('pointerover', { bubbles: true, composed: true }),
      );
      await waitUntil(() => player.shadowRoot!.adoptedStyleSheets.length > before, 'no styles', {
        timeout: 5000,
      });
      button(player, 'help-button').click();
      await player.updateComplete;
      expect(getComputedStyle(part(player, 'panel')!).position).to.equal('absolute');
      expect(getComputedStyle(part(player, 'controls')!).position).to.equal('absolute');
    });
  });

  describe('announcements', () => {
    it('are polite, follow the state, and leave out what passes', async () => {
      const { player, viewing } = await watching(fake);
      const region = part(player, 'announcement')!;
      expect(region.getAttribute('role')).to.equal('status');
      viewing.to('waiting');
      await player.updateComplete;
      expect(said(player)).to.contain('Not live yet');
      viewing.play();
      await waitUntil(() => player.currentTime > 0);
      await player.updateComplete;
      expect(said(player)).to.equal('Live: Street camera');
      viewing.to('reconnecting');
      await player.updateComplete;
      expect(said(player)).not.to.contain('Reconnecting');
      expect(part(player, 'message')?.textContent).to.contain('Reconnecting');
      viewing.to('playing');
      viewing.count(5);
      await player.updateComplete;
      expect(said(player), 'chatty').not.to.contain('5');
    });
  });
});
