/** The system's media controls. */
import { expect, html, waitUntil } from '@open-wc/testing';
import { fakeRecord } from './fake-engine.js';
import { playing } from './player-setup.js';
import { stub, useFakeEngine } from './setup.js';

const POSTER = 'data:image/gif;base64,R0lGODlhAQABAAAAACw=';

type Handler = MediaSessionActionHandler | null;

describe('<casto-player> media session', () => {
  const fake = useFakeEngine();
  let handlers: Map<string, Handler>;
  let guard: { restore(): void };

  beforeEach(() => {
    handlers = new Map();
    navigator.mediaSession.metadata = null;
    guard = stub(navigator.mediaSession, 'setActionHandler', (action: string, handler: Handler) => {
      if (action === 'stop' && handler) throw new TypeError('not known here');
      handlers.set(action, handler);
    });
  });
  afterEach(() => guard.restore());

  const shown = (): string | undefined => navigator.mediaSession.metadata?.title;

  it('names what is on, pauses and plays, and lets go', async () => {
    const { player, viewing } = await playing(
      fake,
      html`<casto-player channel="street" autoplay muted controls poster=${POSTER}></casto-player>`,
    );
    await waitUntil(() => shown() === 'Street camera');
    const { metadata } = navigator.mediaSession;
    expect(metadata?.artwork[0]?.src).to.equal(POSTER);
    expect(navigator.mediaSession.playbackState).to.equal('playing');
    handlers.get('pause')?.({ action: 'pause' });
    expect(player.paused).to.equal(true);
    await player.updateComplete;
    expect(navigator.mediaSession.playbackState).to.equal('paused');
    handlers.get('play')?.({ action: 'play' });
    expect(player.paused).to.equal(false);
    viewing.record = fakeRecord({ title: 'Another title' });
    player.requestUpdate();
    await waitUntil(() => shown() === 'Another title');
    viewing.to('ended');
    await player.updateComplete;
    expect(navigator.mediaSession.metadata).to.equal(null);
    expect([...handlers.values()].every((handler) => handler === null)).to.equal(true);
  });

  it('goes to the player that was started last, and is not taken by a paused one', async () => {
    const first = await playing(fake);
    await waitUntil(() => shown() === 'Street camera');
    const second = await playing(
      fake,
      html`<casto-player channel="two" autoplay muted controls></casto-player>`,
    );
    second.viewing.record = fakeRecord({ title: 'Second' });
    second.player.requestUpdate();
    await waitUntil(() => shown() === 'Second');
    second.player.pause();
    await second.player.updateComplete;
    first.player.pause();
    await first.player.updateComplete;
    expect(shown()).to.equal('Second');
    await first.player.play();
    await waitUntil(() => shown() === 'Street camera', 'the one that plays has it');
  });

  it('leaves alone what the page says itself', async () => {
    navigator.mediaSession.metadata = new MediaMetadata({ title: 'My page' });
    const { player } = await playing(fake);
    await player.updateComplete;
    expect(shown()).to.equal('My page');
    expect(handlers.size).to.equal(0);
    player.remove();
    navigator.mediaSession.metadata = null;
  });
});
