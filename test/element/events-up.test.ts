/** What is told above an element, and what a listener can keep from happening. */
import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import '../../components/casto-broadcast.js';
import '../../components/casto-directory.js';
import '../../components/casto-player.js';
import type { CastoBroadcast } from '../../components/broadcast/broadcast-element.js';
import * as events from '../../components/events/index.js';
import { CastoError } from '../../src/base/errors.js';
import { type FakeComputer, press, useFakeComputer } from './broadcast-helpers.js';
import { button, playing, watching } from './player-setup.js';
import { record, stub, useFakeEngine } from './setup.js';

type Before = events.CastoBeforeEvent;

describe('events of the elements', () => {
  const fake = useFakeEngine();
  let computer: FakeComputer;
  let listening: AbortController;
  useFakeComputer((fresh) => {
    computer = fresh;
  });
  beforeEach(() => {
    listening = new AbortController();
  });
  afterEach(() => {
    listening.abort();
  });

  /** Events of a type as the document hears them, cancelled there when asked. */
  function heard<E extends Event>(type: string, cancel = (_event: E): boolean => false): E[] {
    const seen: E[] = [];
    const listen = (event: Event): void => {
      seen.push(event as E);
      if (cancel(event as E)) event.preventDefault();
    };
    document.addEventListener(type, listen, { signal: listening.signal });
    return seen;
  }

  const studio = (): Promise<CastoBroadcast> =>
    fixture<CastoBroadcast>(html`<casto-broadcast controls label="Street"></casto-broadcast>`);

  it('tell an error at the element, and its twin up to the document from any shadow root', async () => {
    const frame = await fixture<HTMLElement>(html`<section></section>`);
    const root = frame.attachShadow({ mode: 'open' });
    root.innerHTML = `<casto-player channel="x" autoplay muted></casto-player>
      <casto-directory></casto-directory><casto-broadcast></casto-broadcast>`;
    await waitUntil(() => fake.engine.viewings.length === 1 && fake.engine.watches.length === 1);
    const twins = heard<events.CastoErrorEvent>('casto-error');
    const plain = heard('error');
    const origins: (EventTarget | undefined)[] = [];
    heard('casto-error', (event) => origins.push(event.composedPath()[0]) < 0);
    const player = root.querySelector('casto-player')!;
    const own = record<events.CastoErrorEvent>(player, 'error');
    const error = new CastoError('star-unreachable', 'gone', { fatal: false });
    fake.engine.viewing.fail(error);
    expect(own[0]?.error).to.equal(error);
    expect(own[0]).to.be.instanceOf(events.CastoErrorEvent);
    expect(twins.map((event) => event.error)).to.deep.equal([error]);
    expect(twins[0]?.message).to.equal('gone');
    expect(twins[0]?.detail.error).to.equal(error);
    expect(origins[0] === player).to.equal(true);

    fake.engine.watch.fail(error);
    expect(twins).to.have.length(2);
    const refusal = new DOMException('no', 'NotAllowedError');
    computer.refuse = refusal;
    await root
      .querySelector<CastoBroadcast>('casto-broadcast')!
      .start()
      .catch(() => {});
    expect(twins).to.have.length(3);
    expect(twins[2]?.error.code).to.equal('permission-denied');
    expect(plain, 'the event of today stays where it is').to.have.length(0);
  });

  it('all bubble and leave shadow roots, but for `error`, and have names that last', () => {
    const error = new CastoError('internal', 'x');
    const all: CustomEvent[] = [
      new events.CastoBeforeEvent('casto-beforestop', 'page'),
      new events.CastoBeforeShareEvent({ way: 'copy', kind: 'link', text: '' }),
      new events.CastoErrorEvent(error, 'casto-error'),
      new events.CastoMissingEvent([error]),
      new events.CastoParentChangeEvent({ from: null, to: null, reason: 'leave', gapMs: 0 }),
      new events.CastoLineChangeEvent({ from: 'good', to: 'small', limitedBy: 'link' }),
      new events.CastoQualityChangeEvent({ from: 'auto', to: 'small' }),
      new events.CastoRecordingEvent({ recording: true, name: '', way: 'disk' }),
      new events.CastoRelayChangeEvent('off'),
      new events.CastoSelectEvent(''),
      new events.CastoSourceChangeEvent({ from: 'camera', to: 'screen' }),
      new events.CastoStateChangeEvent({ from: 'idle', to: 'live' }),
      new events.CastoViewersEvent(1),
    ];
    const { CastoErrorEvent, ...classes } = events;
    expect(all.map((event) => event.constructor)).to.include.members(Object.values(classes));
    for (const event of all) {
      expect([event.type, event.bubbles, event.composed]).to.deep.equal([event.type, true, true]);
      expect(event.type).to.match(/^casto-/);
    }
    const { bubbles, composed } = new CastoErrorEvent(error);
    expect([bubbles, composed]).to.deep.equal([false, false]);
  });

  it('can keep a broadcast from starting, by whom it is asked for', async () => {
    const element = await studio();
    const asked = heard<Before>('casto-beforestart', () => true);
    await press(element, 'start-button');
    await waitUntil(() => element.srcObject, 'no preview');
    expect(asked, 'of a preview').to.have.length(0);
    element.countdown = 0;
    await press(element, 'start-button');
    const code = await element.start().then(
      () => 'live',
      (error: CastoError) => error.code,
    );
    expect(code).to.equal('aborted');
    expect(asked.map(({ detail }) => detail.by)).to.deep.equal(['person', 'page']);
    expect(element.state).to.equal('idle');
    expect(element.error).to.equal(null);
    expect(computer.asked, 'of the preview alone').to.have.length(1);
    expect(fake.engine.broadcasts).to.have.length(0);
  });

  it('can keep a broadcast on air, but not an element that goes', async () => {
    const element = await studio();
    await element.start();
    const asked = heard<Before>('casto-beforestop', ({ detail }) => detail.by === 'person');
    await press(element, 'stop-button');
    expect(element.state).to.equal('live');
    await element.stop();
    expect(element.state).to.equal('ended');
    await element.stop();
    expect(
      asked.map(({ detail }) => detail.by),
      'nothing is on air the third time',
    ).to.deep.equal(['person', 'page']);
    await element.start();
    element.remove();
    await waitUntil(() => fake.engine.open === 0, 'it was kept');
    expect(asked).to.have.length(2);
  });

  it('can keep a recording from beginning', async () => {
    const element = await studio();
    await element.start();
    const asked = heard<Before>('casto-beforerecord', () => true);
    expect(await element.startRecording()).to.equal(false);
    await press(element, 'record-button');
    expect(asked.map(({ detail }) => detail.by)).to.deep.equal(['page', 'person']);
    expect(element.recording).to.equal(false);
  });

  it('can leave the sharing to the page', async () => {
    const written: string[] = [];
    const clipboard = { writeText: async (text: string) => void written.push(text) };
    const guard = stub(navigator, 'clipboard', clipboard as Clipboard);
    try {
      const { player } = await playing(fake);
      let cancel = true;
      const asked = heard<events.CastoBeforeShareEvent>('casto-beforeshare', () => cancel);
      button(player, 'share-button').click();
      await player.updateComplete;
      button(player, 'share-copy').click();
      expect(asked[0]?.detail.way).to.equal('copy');
      expect(asked[0]?.detail.kind).to.equal('link');
      expect(asked[0]?.detail.text).to.contain('channel=');
      expect(asked[0]?.target === player).to.equal(true);
      await player.updateComplete;
      expect(written).to.deep.equal([]);
      cancel = false;
      button(player, 'share-copy').click();
      await waitUntil(() => written.length === 1, 'not copied');
      expect(written[0]).to.equal(asked[1]?.detail.text);
    } finally {
      guard.restore();
    }
  });

  it('tell a change of source, whoever made it', async () => {
    const element = await studio();
    const changes = heard<events.CastoSourceChangeEvent>('casto-sourcechange');
    await element.start();
    element.source = 'screen';
    await waitUntil(() => computer.screens.length === 1 && changes.length === 1);
    expect(changes[0]?.detail).to.deep.equal({ from: 'camera', to: 'screen' });
    const [track] = computer.screens[0]!.getVideoTracks();
    await waitUntil(() => element.srcObject?.getVideoTracks().length === 1);
    track!.stop();
    track!.dispatchEvent(new Event('ended'));
    await waitUntil(() => changes.length === 2, 'the end of the share is not told');
    expect(changes[1]?.detail).to.deep.equal({ from: 'screen', to: 'camera' });
    expect(element.source).to.equal('camera');
  });

  it('outlive listeners that throw', async () => {
    const onError = window.onerror;
    let thrown = 0;
    window.onerror = () => {
      thrown++;
      return true;
    };
    try {
      const { player, viewing } = await watching(fake);
      const bomb = (): never => {
        throw new Error('bomb');
      };
      for (const type of ['casto-error', 'pause', 'ended', 'timeupdate']) {
        document.addEventListener(type, bomb, { signal: listening.signal });
        player.addEventListener(type as 'pause', bomb, { signal: listening.signal });
      }
      viewing.fail(new CastoError('star-unreachable', 'gone', { fatal: false }));
      viewing.to('ended');
      expect(player.paused).to.equal(true);
      expect(thrown).to.be.at.least(4);
    } finally {
      // What comes later must not find them.
      listening.abort();
      window.onerror = onError;
    }
  });
});
