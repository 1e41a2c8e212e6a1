import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import '../../components/casto-broadcast.js';
import type { CastoBroadcast } from '../../components/broadcast/broadcast-element.js';
import { CastoError } from '../../src/base/errors.js';
import { type FakeComputer, openPanel, press, useFakeComputer } from './broadcast-helpers.js';
import { has, part, shadowText, stub, useFakeEngine } from './setup.js';

describe('<casto-broadcast> studio', () => {
  const fake = useFakeEngine();
  let computer: FakeComputer;
  useFakeComputer((fresh) => {
    computer = fresh;
  });

  const studio = (): Promise<CastoBroadcast> =>
    fixture<CastoBroadcast>(html`<casto-broadcast controls label="Street"></casto-broadcast>`);

  const leaving = (): boolean => {
    const event = new Event('beforeunload', { cancelable: true });
    dispatchEvent(event);
    return event.defaultPrevented;
  };

  it('asks before the page is left, while on air and only then', async () => {
    const element = await studio();
    expect(leaving(), 'idle').to.equal(false);
    await element.openPreview();
    expect(leaving(), 'preview').to.equal(false);
    await element.start();
    await element.updateComplete;
    expect(leaving(), 'live').to.equal(true);
    await element.stop();
    await element.updateComplete;
    expect(leaving(), 'ended').to.equal(false);
    const bare = await fixture<CastoBroadcast>(html`<casto-broadcast></casto-broadcast>`);
    await bare.start();
    await bare.updateComplete;
    expect(leaving(), 'a bare element leaves that to its page').to.equal(false);
  });

  it('keeps the screen awake on air, also after the page was hidden', async () => {
    const locks: { released: boolean; release(): Promise<void> }[] = [];
    const guard = stub(navigator.wakeLock, 'request', (async () => {
      const lock = {
        released: false,
        async release() {
          lock.released = true;
        },
      };
      locks.push(lock);
      return lock;
    }) as never);
    try {
      const element = await studio();
      await element.openPreview();
      expect(locks).to.have.length(0);
      await element.start();
      await waitUntil(() => locks.length === 1);
      document.dispatchEvent(new Event('visibilitychange'));
      expect(locks, 'it is still held').to.have.length(1);
      // The system takes it back when the page is hidden.
      locks[0]!.released = true;
      document.dispatchEvent(new Event('visibilitychange'));
      await waitUntil(() => locks.length === 2, 'not asked again');
      await element.stop();
      await waitUntil(() => locks[1]!.released, 'not released');
      document.dispatchEvent(new Event('visibilitychange'));
      expect(locks).to.have.length(2);
    } finally {
      guard.restore();
    }
  });

  it('tells time on air and viewers', async () => {
    const element = await studio();
    await element.start();
    fake.engine.broadcast.count(12);
    await waitUntil(() => /On air for 00:0[1-3]/.test(shadowText(element)), 'the clock stands', {
      timeout: 4000,
    });
    expect(part(element, 'viewers')?.textContent).to.contain('12 viewers');
    fake.engine.broadcast.to('reconnecting');
    await element.updateComplete;
    expect(has(element, 'elapsed'), 'it is the same broadcast').to.equal(true);
    await element.stop();
    await element.updateComplete;
    expect(has(element, 'elapsed')).to.equal(false);
  });

  it('shares the link once there is one', async () => {
    const element = await studio();
    await element.openPreview();
    await element.updateComplete;
    expect(has(element, 'share-button')).to.equal(false);
    await element.start();
    await openPanel(element, 'share');
    const link = part(element, 'share-panel')?.querySelector('input')?.value ?? '';
    expect(decodeURIComponent(link)).to.contain(element.channelId);
  });

  it('closes a panel with Escape and gives the focus back', async () => {
    const element = await studio();
    const button = part<HTMLButtonElement>(element, 'settings-button')!;
    button.focus();
    await openPanel(element, 'settings');
    await waitUntil(() => button.getAttribute('aria-expanded') === 'true');
    const panel = part(element, 'settings-panel')!;
    part(element, 'close-button')!.focus();
    await sendKeys({ press: 'Escape' });
    await waitUntil(() => button.getAttribute('aria-expanded') === 'false');
    expect(element.shadowRoot?.activeElement === button, 'focus').to.equal(true);
    await element.updateComplete;
    expect(panel.querySelector('select'), 'nothing is kept in a closed panel').to.equal(null);
  });

  it('passes axe in every state and with every panel', async () => {
    const element = await studio();
    const check = async (what: string): Promise<void> => {
      await element.updateComplete;
      try {
        await expect(element).to.be.accessible();
      } catch (error) {
        throw new Error(`${what}: ${(error as Error).message}`);
      }
    };
    await check('idle');
    await element.openPreview();
    await check('preview');
    for (const panel of ['source', 'settings']) {
      await openPanel(element, panel);
      await check(panel);
      part(element, `${panel}-panel`)!.hidePopover();
    }
    await element.start();
    fake.engine.broadcast.count(3);
    await check('live');
    await openPanel(element, 'share');
    await check('share');
    part(element, 'share-panel')!.hidePopover();
    element.cameraMuted = true;
    element.microphoneMuted = true;
    await check('muted');
    fake.engine.broadcast.fail(new CastoError('device-missing', 'x', { fatal: false }));
    await check('notice');
    fake.engine.broadcast.to('reconnecting');
    await check('reconnecting');
    await element.stop();
    await check('ended');
    element.source = 'screen-camera';
    await element.start();
    await openPanel(element, 'settings');
    await check('screen with camera');
    part(element, 'settings-panel')!.hidePopover();
    const click = stub(HTMLAnchorElement.prototype, 'click', () => {});
    const picker = stub(window as never, 'showSaveFilePicker' as never, undefined as never);
    try {
      await element.startRecording();
      await check('recording');
      await element.stopRecording();
      await check('recorded');
    } finally {
      click.restore();
      picker.restore();
    }
    fake.engine.broadcast.fail(new CastoError('channel-taken', 'x'));
    await check('error');
  });

  it('leaves nothing open after 20 studios', async () => {
    let contexts = 0;
    let workers = 0;
    let listeners = 0;
    const { mediaDevices } = navigator;
    const Context = AudioContext;
    const WorkerClass = Worker;
    const add = mediaDevices.addEventListener.bind(mediaDevices);
    const remove = mediaDevices.removeEventListener.bind(mediaDevices);
    const guards = [
      stub(
        window,
        'AudioContext',
        class extends Context {
          constructor(options?: AudioContextOptions) {
            super(options);
            contexts++;
          }
          override close(): Promise<void> {
            contexts--;
            return super.close();
          }
        },
      ),
      stub(
        window as unknown as { Worker: typeof Worker },
        'Worker',
        class extends WorkerClass {
          constructor(url: string | URL, options?: WorkerOptions) {
            super(url, options);
            workers++;
          }
          override terminate(): void {
            workers--;
            super.terminate();
          }
        },
      ),
      stub(mediaDevices, 'addEventListener', ((...args: Parameters<typeof add>) => {
        listeners++;
        add(...args);
      }) as never),
      stub(mediaDevices, 'removeEventListener', ((...args: Parameters<typeof remove>) => {
        listeners--;
        remove(...args);
      }) as never),
    ];
    // The pictures of the fake computer hold audio contexts of their own: silent here.
    const picture = computer.picture.bind(computer);
    const tones = new Context();
    computer.picture = (width, height, audio) => {
      const stream = picture(width, height);
      const [tone] = audio
        ? tones.createMediaStreamDestination().stream.getAudioTracks()
        : [undefined];
      if (tone) stream.addTrack(tone);
      return stream;
    };
    try {
      for (let i = 0; i < 20; i++) {
        const element = document.createElement('casto-broadcast');
        element.controls = true;
        document.body.append(element);
        if (i % 2 === 1) element.source = 'screen-camera';
        if (i % 3 === 0) await element.openPreview();
        else await element.start();
        await press(element, 'settings-button');
        element.remove();
      }
      await waitUntil(() => fake.engine.open === 0, 'broadcasts', { timeout: 5000 });
      await waitUntil(() => computer.live.length === 0, 'devices', { timeout: 5000 });
      await waitUntil(() => contexts === 0, `audio contexts: ${contexts}`);
      expect(workers, 'workers').to.equal(0);
      expect(listeners, 'devicechange listeners').to.equal(0);
      expect(
        computer.screens
          .flatMap((each) => each.getTracks())
          .every(({ readyState }) => readyState === 'ended'),
      ).to.equal(true);
    } finally {
      for (const guard of guards) guard.restore();
      await tones.close();
    }
  });
});
