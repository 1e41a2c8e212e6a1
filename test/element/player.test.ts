import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import '../../components/casto-player.js';
import { setEngineLoader } from '../../components/base/engine.js';
import type { CastoErrorEvent } from '../../components/events/error-event.js';
import type { CastoParentChangeEvent } from '../../components/events/parent-change-event.js';
import type { CastoPlayer } from '../../components/player/player-element.js';
import { CastoError, type CastoErrorCode } from '../../src/base/errors.js';
import { english } from '../english.js';
import {
  asInPages,
  has,
  part,
  RELEASE_GRACE_MS,
  record,
  shadowText,
  stub,
  useFakeEngine,
} from './setup.js';

describe('<casto-player>', () => {
  const fake = useFakeEngine();

  async function watching(
    template = html`<casto-player channel="street" autoplay muted controls></casto-player>`,
  ) {
    const player = await fixture<CastoPlayer>(template);
    await waitUntil(() => fake.engine.viewings.length > 0, 'no viewing was opened');
    return { player, viewing: fake.engine.viewing };
  }

  async function playing(template?: ReturnType<typeof html>) {
    const { player, viewing } = await watching(template);
    viewing.play();
    await waitUntil(() => player.videoWidth > 0 && player.currentTime > 0, 'no picture');
    return { player, viewing };
  }

  it('waits for play() without autoplay, showing poster and start button', async () => {
    const poster = 'data:image/gif;base64,R0lGODlhAQABAAAAACw=';
    const player = await fixture<CastoPlayer>(
      html`<casto-player channel="street" muted poster=${poster}></casto-player>`,
    );
    expect(player.state).to.equal('idle');
    expect(player.paused).to.equal(true);
    expect(fake.engine.viewings).to.have.length(0);
    expect(part<HTMLImageElement>(player, 'poster')?.src).to.equal(poster);
    expect(part(player, 'start-button')?.getAttribute('aria-label')).to.equal('Play');

    part(player, 'start-button')?.click();
    await waitUntil(() => fake.engine.viewings.length === 1);
    expect(player.state).to.equal('connecting');
    fake.engine.viewing.play();
    await waitUntil(() => player.videoWidth > 0);
    await waitUntil(() => !has(player, 'poster'), 'the poster covers the picture');
    expect(has(player, 'start-button')).to.equal(false);
  });

  it('hands every attribute to the engine', async () => {
    const { viewing } = await watching(html`<casto-player
      channel="owner/slug" star="/ip4/127.0.0.1/tcp/1/ws  http://127.0.0.1:2"
      autoplay muted relay="off" max-children="3" max-upload="1500"
    ></casto-player>`);
    expect(viewing.options).to.deep.equal({
      channel: 'owner/slug',
      stars: ['/ip4/127.0.0.1/tcp/1/ws', 'http://127.0.0.1:2'],
      relay: 'off',
      maxChildren: 3,
      maxUpload: 1500,
    });
    expect(viewing.started).to.equal(true);
  });

  it('has the properties of a media element', async () => {
    const { player, viewing } = await playing();
    expect(player.srcObject === viewing.stream).to.equal(true);
    expect(player.videoElement instanceof HTMLVideoElement).to.equal(true);
    expect(viewing.video === player.videoElement).to.equal(true);
    expect(player.videoElement.playsInline).to.equal(true);
    expect(player.paused).to.equal(false);
    expect(player.readyState).to.be.at.least(2);
    expect([player.videoWidth, player.videoHeight]).to.deep.equal([320, 180]);
    expect(player.muted).to.equal(true);
    player.muted = false;
    player.volume = 0.25;
    expect(player.videoElement.muted).to.equal(false);
    expect(player.videoElement.volume).to.equal(0.25);
    expect(() => {
      player.volume = 2;
    }).to.throw(DOMException);
    expect(player.channelId).to.equal(viewing.channelId);
  });

  it('takes properties that were set before the element was defined or connected', async () => {
    const player = document.createElement('casto-player');
    player.channel = 'late';
    player.muted = true;
    const started = player.play();
    expect(player.paused).to.equal(false);
    expect(fake.engine.viewings).to.have.length(0);
    document.body.append(player);
    await waitUntil(() => fake.engine.viewings.length === 1);
    fake.engine.viewing.play();
    await started;
    expect(player.videoElement.muted).to.equal(true);
    player.remove();
  });

  it('goes through the states of the viewing, as property, event, :state() and text', async () => {
    const { player, viewing } = await watching();
    const events = record<CustomEvent>(player, 'casto-statechange');
    const steps = [
      ['waiting', 'Not live yet'],
      ['playing', ''],
      ['reconnecting', 'Reconnecting'],
      ['playing', ''],
      ['ended', 'has ended'],
    ] as const;
    for (const [state, text] of steps) {
      viewing.to(state);
      expect(player.state).to.equal(state);
      expect(player.matches(`:state(${state})`)).to.equal(true);
      await player.updateComplete;
      expect(shadowText(player)).to.contain(text);
    }
    expect(player.matches(':state(playing)')).to.equal(false);
    expect(events.map((event) => event.detail)).to.deep.equal([
      { from: 'connecting', to: 'waiting' },
      { from: 'waiting', to: 'playing' },
      { from: 'playing', to: 'reconnecting' },
      { from: 'reconnecting', to: 'playing' },
      { from: 'playing', to: 'ended' },
    ]);
    expect(player.ended).to.equal(true);
  });

  it('re-dispatches media events on itself, not bubbling', async () => {
    const { player, viewing } = await watching();
    const seen = record(
      player,
      'loadedmetadata',
      'playing',
      'resize',
      'volumechange',
      'pause',
      'play',
    );
    const above = record(document.body, 'playing', 'pause', 'volumechange');
    viewing.play();
    await waitUntil(() => seen.some((event) => event.type === 'playing'));
    player.volume = 0.5;
    player.pause();
    await player.play();
    await waitUntil(() => seen.some((event) => event.type === 'volumechange'));
    const types = seen.map((event) => event.type);
    expect(types).to.include.members(['loadedmetadata', 'playing', 'resize', 'pause', 'play']);
    expect(types.filter((type) => type === 'pause')).to.have.length(1);
    expect(types.filter((type) => type === 'play')).to.have.length(1);
    expect(above).to.have.length(0);
    expect(seen.every((event) => event.target === player && !event.bubbles)).to.equal(true);
  });

  it('keeps the stream while paused and returns to live', async () => {
    const { player, viewing } = await playing();
    player.pause();
    expect(player.paused).to.equal(true);
    expect(player.videoElement.paused).to.equal(true);
    expect(viewing.closed).to.equal(false);
    expect(player.matches(':state(live)')).to.equal(false);
    expect(player.matches(':state(paused)')).to.equal(true);
    await player.updateComplete;
    expect(part(player, 'live-badge')?.textContent).to.contain('Paused');
    await player.play();
    expect(player.paused).to.equal(false);
    expect(player.matches(':state(live)')).to.equal(true);
    expect(fake.engine.viewings).to.have.length(1);
  });

  it('rejects play() when pause() comes before the picture', async () => {
    const player = await fixture<CastoPlayer>(
      html`<casto-player channel="street" muted></casto-player>`,
    );
    const result = player.play().then(
      () => 'played',
      (error: unknown) => (error as DOMException).name,
    );
    player.pause();
    expect(await result).to.equal('AbortError');
    await waitUntil(() => fake.engine.viewings.length === 1);
  });

  it('tells of a new parent and of viewers', async () => {
    const { player, viewing } = await playing();
    const changes = record<CastoParentChangeEvent>(player, 'casto-parentchange');
    const counts = record<CustomEvent<{ viewers: number }>>(player, 'casto-viewers');
    const change = { from: 'A', to: 'B', reason: 'leave', gapMs: 40 } as const;
    viewing.changeParent(change);
    viewing.count(1234);
    expect(changes[0]?.detail).to.deep.equal(change);
    expect(counts[0]?.detail).to.deep.equal({ viewers: 1234 });
    expect(player.viewers).to.equal(1234);
    await player.updateComplete;
    expect(part(player, 'viewers')?.textContent).to.contain('1.2K');
  });

  it('gives the statistics of the viewing, and zeros before there is one', async () => {
    const player = await fixture<CastoPlayer>(html`<casto-player channel="street"></casto-player>`);
    const before = await player.getStats();
    expect(before.role).to.equal('viewer');
    expect(before.parent).to.equal(null);
    player.muted = true;
    player.play().catch(() => {});
    await waitUntil(() => fake.engine.viewings.length === 1);
    expect(await player.getStats()).to.equal(fake.engine.viewing.stats);
    expect(() => structuredClone(before)).not.to.throw();
  });

  it('falls back to muted when autoplay with sound is refused, and asks to unmute', async () => {
    const original = HTMLMediaElement.prototype.play;
    const guard = stub(HTMLMediaElement.prototype, 'play', function (this: HTMLMediaElement) {
      return this.muted
        ? original.call(this)
        : Promise.reject(new DOMException('a click is needed', 'NotAllowedError'));
    });
    try {
      const { player, viewing } = await watching(
        html`<casto-player channel="street" autoplay></casto-player>`,
      );
      viewing.play({ audio: true });
      await waitUntil(() => has(player, 'unmute-button'), 'no unmute prompt');
      expect(player.muted).to.equal(true);
      expect(player.paused).to.equal(false);
      guard.restore();
      part(player, 'unmute-button')?.click();
      expect(player.muted).to.equal(false);
      await waitUntil(() => !has(player, 'unmute-button'));
    } finally {
      guard.restore();
    }
  });

  it('rejects play() with NotAllowedError and shows the start button when refused', async () => {
    const guard = stub(HTMLMediaElement.prototype, 'play', () =>
      Promise.reject(new DOMException('a click is needed', 'NotAllowedError')),
    );
    try {
      const player = await fixture<CastoPlayer>(
        html`<casto-player channel="street"></casto-player>`,
      );
      const name = await player.play().catch((error: DOMException) => error.name);
      expect(name).to.equal('NotAllowedError');
      expect(player.paused).to.equal(true);
      await player.updateComplete;
      expect(has(player, 'start-button')).to.equal(true);
      await waitUntil(() => fake.engine.viewings.length === 1);
    } finally {
      guard.restore();
    }
  });

  it('switches when the channel changes, and closes when it is taken away', async () => {
    const { player, viewing } = await playing();
    player.setAttribute('channel', 'other');
    await waitUntil(() => fake.engine.viewings.length === 2);
    expect(viewing.closed).to.equal(true);
    expect(fake.engine.viewing.options.channel).to.equal('other');
    expect(player.state).to.equal('connecting');
    expect(player.srcObject === fake.engine.viewing.stream).to.equal(true);
    player.channel = '';
    await waitUntil(() => fake.engine.viewing.closed);
    expect(player.state).to.equal('idle');
    expect(player.srcObject === null).to.equal(true);
  });

  it('passes changed limits on to the running viewing', async () => {
    const { player, viewing } = await playing();
    player.setAttribute('relay', 'off');
    player.setAttribute('max-children', '1');
    await player.updateComplete;
    expect(viewing.changes.at(-1)).to.deep.equal({ relay: 'off', maxChildren: 1 });
    expect(fake.engine.viewings).to.have.length(1);
  });

  it('warns once of what it cannot understand, and falls back', async () => {
    const warnings: unknown[] = [];
    const guard = stub(console, 'warn', (text: unknown) => void warnings.push(text));
    try {
      for (let i = 0; i < 2; i++) {
        await fixture(html`<casto-player
          channel="x" autoplay muted relay="banana" max-children="-2" max-upload="lots"
        ></casto-player>`);
      }
      await waitUntil(() => fake.engine.viewings.length === 2);
      expect(fake.engine.viewing.options).to.deep.equal({ channel: 'x', relay: 'auto' });
      for (const word of ['banana', '-2', 'lots']) {
        expect(warnings.filter((text) => String(text).includes(word))).to.have.length(1);
      }
    } finally {
      guard.restore();
    }
  });

  it('shows every error by its code, sets error before the event, and offers to try again', async () => {
    for (const code of Object.keys(english.errors) as CastoErrorCode[]) {
      const { player, viewing } = await watching();
      let atEvent: CastoError | null = null;
      player.addEventListener('error', (event: CastoErrorEvent) => {
        expect(event.error).to.equal(player.error);
        atEvent = player.error;
      });
      const error = new CastoError(code, 'a message for the author');
      viewing.fail(error);
      expect(atEvent).to.equal(error);
      expect(player.state).to.equal('error');
      await player.updateComplete;
      expect(shadowText(player)).to.contain(english.errors[code].title);
      player.remove();
      fake.engine.viewings.length = 0;
      await viewing.close();
    }
  });

  it('tries again from an error', async () => {
    const { player, viewing } = await watching();
    viewing.fail(new CastoError('star-unreachable', 'no answer'));
    await player.updateComplete;
    part(player, 'retry-button')?.click();
    await waitUntil(() => fake.engine.viewings.length === 2);
    expect(viewing.closed).to.equal(true);
    expect(player.error).to.equal(null);
    expect(player.state).to.equal('connecting');
  });

  it('goes on by itself after an error that is not fatal', async () => {
    const { player, viewing } = await playing();
    const errors = record(player, 'error');
    viewing.fail(new CastoError('star-unreachable', 'lost', { fatal: false }));
    expect(errors).to.have.length(1);
    expect(player.state).to.equal('playing');
    viewing.to('reconnecting');
    viewing.to('playing');
    expect(player.error).to.equal(null);
  });

  it('says so when it has no channel, and when the engine cannot be loaded', async () => {
    const player = await fixture<CastoPlayer>(html`<casto-player muted></casto-player>`);
    const error = await player.play().catch((thrown: CastoError) => thrown);
    expect((error as CastoError).code).to.equal('bad-channel');
    const again = await player.play().catch((thrown: CastoError) => thrown);
    expect((again as CastoError).code).to.equal('bad-channel');
    setEngineLoader(() => Promise.reject(new TypeError('blocked')));
    player.channel = 'x';
    const second = await player.play().catch((thrown: CastoError) => thrown);
    expect((second as CastoError).code).to.equal('internal');
    expect(player.state).to.equal('error');
  });

  it('begins by itself once the page names a star', async () => {
    const { player, viewing } = await playing();
    viewing.fail(new CastoError('no-star', 'no star'));
    expect(player.state).to.equal('error');
    await player.updateComplete;
    const meta = document.createElement('meta');
    meta.name = 'casto-star';
    meta.content = 'https://star.example';
    document.head.append(meta);
    try {
      await waitUntil(() => player.state === 'connecting', 'tries again');
      expect(player.error).to.equal(null);
    } finally {
      meta.remove();
    }
  });

  it('keeps stream and engine objects when moved in the DOM', async () => {
    asInPages();
    const { player, viewing } = await playing();
    const { srcObject } = player;
    const changes = record(player, 'casto-statechange', 'pause', 'emptied');
    const elsewhere = document.createElement('section');
    document.body.append(elsewhere);
    elsewhere.append(player);
    const time = player.currentTime;
    await waitUntil(
      () => player.currentTime > time + 0.1,
      'the picture stands still after the move',
    );
    // A framework may take the node out and put it back some frames later.
    player.remove();
    await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    document.body.append(player);
    const later = player.currentTime;
    await waitUntil(() => player.currentTime > later + 0.1, 'the picture stands still after a gap');
    expect(player.srcObject === srcObject).to.equal(true);
    expect(viewing.closed).to.equal(false);
    expect(fake.engine.viewings).to.have.length(1);
    expect(changes.map((event) => event.type)).to.deep.equal([]);
    elsewhere.remove();
    player.remove();
  });

  it('does not hold up the page’s load event with an empty stream', async () => {
    const guard = stub(document, 'readyState', 'interactive');
    try {
      const { player, viewing } = await watching();
      expect(player.srcObject === viewing.stream).to.equal(true);
      expect(player.videoElement.srcObject === null, 'shown before load').to.equal(true);
      guard.restore();
      window.dispatchEvent(new Event('load'));
      expect(player.videoElement.srcObject === viewing.stream).to.equal(true);
      viewing.play();
      await waitUntil(() => player.currentTime > 0);
    } finally {
      guard.restore();
    }
  });

  it('survives moveBefore()', async () => {
    asInPages();
    const { player, viewing } = await playing();
    const parent = player.parentElement as HTMLElement & {
      moveBefore?(node: Node, child: Node | null): void;
    };
    const sibling = document.createElement('i');
    parent.append(sibling);
    parent.moveBefore?.(player, null);
    const time = player.currentTime;
    await waitUntil(() => player.currentTime > time + 0.1);
    expect(viewing.closed).to.equal(false);
  });

  it('closes everything once the grace is over', async () => {
    asInPages();
    const { player, viewing } = await playing();
    const at = performance.now();
    player.remove();
    await waitUntil(() => viewing.closed, 'never closed', { timeout: 4000 });
    expect(RELEASE_GRACE_MS).to.equal(1000);
    expect(performance.now() - at).to.be.at.least(RELEASE_GRACE_MS - 5);
    expect(player.videoElement.srcObject === null).to.equal(true);
    expect(player.srcObject === null).to.equal(true);
    expect(player.state).to.equal('idle');
    expect(viewing.video === null).to.equal(true);
  });

  it('leaves nothing open after 20 mounts and unmounts', async () => {
    for (let i = 0; i < 20; i++) {
      const player = document.createElement('casto-player');
      player.setAttribute('channel', `c${i}`);
      player.setAttribute('autoplay', '');
      player.setAttribute('muted', '');
      document.body.append(player);
      await waitUntil(() => fake.engine.viewings.length === i + 1);
      fake.engine.viewing.play();
      player.remove();
    }
    expect(fake.engine.open).to.be.greaterThan(0);
    await waitUntil(() => fake.engine.open === 0, 'left open', { timeout: 4000 });
  });

  it('outlives listeners that throw', async () => {
    const { player, viewing } = await watching();
    const reported: string[] = [];
    const defused = new AbortController();
    const onError = window.onerror;
    window.onerror = (message) => {
      reported.push(String(message));
      return true;
    };
    try {
      const bomb = (): never => {
        throw new Error('bomb');
      };
      for (const type of [
        'casto-statechange',
        'casto-viewers',
        'casto-parentchange',
        'playing',
        'error',
      ]) {
        player.addEventListener(type, bomb, { signal: defused.signal });
      }
      viewing.play();
      viewing.count(2);
      viewing.changeParent({ from: null, to: 'A', reason: 'first', gapMs: 0 });
      viewing.fail(new CastoError('protocol', 'x', { fatal: false }));
      await waitUntil(() => player.currentTime > 0);
      expect(player.state).to.equal('playing');
      expect(player.viewers).to.equal(2);
      expect(reported.length).to.be.at.least(4);
    } finally {
      defused.abort();
      window.onerror = onError;
    }
  });

  it('is worked by its control bar and by keys', async () => {
    const { player } = await playing();
    await player.updateComplete;
    const button = (name: string) => part<HTMLButtonElement>(player, name)!;
    for (const each of player.shadowRoot!.querySelectorAll('button, input')) {
      expect(each.getAttribute('aria-label') || each.textContent?.trim()).to.be.ok;
      // What a wide bar has no need of is not shown.
      if (!each.checkVisibility()) continue;
      const { width, height } = each.getBoundingClientRect();
      expect(Math.min(width, height), 'target size').to.be.at.least(24);
    }
    button('play-button').click();
    expect(player.paused).to.equal(true);
    button('mute-button').click();
    expect(player.muted).to.equal(false);
    const key = (name: string) =>
      player.dispatchEvent(
        new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true }),
      );
    key('m');
    expect(player.muted).to.equal(true);
    expect(key(' '), 'a handled key must not scroll the page').to.equal(false);
    expect(player.paused).to.equal(false);
    expect(key('x')).to.equal(true);
    const slider = part<HTMLInputElement>(player, 'volume-slider')!;
    slider.value = '0.5';
    slider.dispatchEvent(new Event('input'));
    expect(player.volume).to.equal(0.5);
    expect(player.muted).to.equal(false);
  });

  it('shows :state(relaying) while it feeds others', async () => {
    const timers: (() => void)[] = [];
    const guard = stub(window, 'setInterval', ((run: () => void) => {
      timers.push(run);
      return 0;
    }) as unknown as typeof setInterval);
    try {
      const { player } = await watching();
      for (const run of timers) run();
      await waitUntil(() => player.matches(':state(relaying)'));
    } finally {
      guard.restore();
    }
  });

  it('passes axe in its main states', async () => {
    const { player, viewing } = await watching();
    await expect(player).to.be.accessible();
    viewing.play();
    await waitUntil(() => player.currentTime > 0);
    await expect(player).to.be.accessible();
    viewing.fail(new CastoError('no-star', 'x'));
    await player.updateComplete;
    await expect(player).to.be.accessible();
  });
});
