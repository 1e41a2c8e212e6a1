import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import '../../components/casto-broadcast.js';
import type { CastoBroadcast } from '../../components/broadcast/broadcast-element.js';
import type { CastoErrorEvent } from '../../components/events/error-event.js';
import { CastoError, type CastoErrorCode } from '../../src/base/errors.js';
import { english } from '../english.js';
import { goLive } from './broadcast-helpers.js';
import { canvasStream } from './fake-engine.js';
import { asInPages, has, part, record, shadowText, stub, useFakeEngine } from './setup.js';

describe('<casto-broadcast>', () => {
  const fake = useFakeEngine();
  const sources: { stop(): void }[] = [];
  afterEach(() => {
    for (const source of sources.splice(0)) source.stop();
  });

  function picture(): MediaStream {
    const source = canvasStream();
    sources.push(source);
    return source.stream;
  }

  /** What the browser answers when it is asked for the camera. */
  function camera(answer: () => Promise<MediaStream>): { restore(): void; calls: number } {
    const counter = { calls: 0, restore: () => {} };
    const guard = stub(navigator.mediaDevices, 'getUserMedia', () => {
      counter.calls++;
      return answer();
    });
    counter.restore = () => guard.restore();
    return counter;
  }

  const live = (tracks: MediaStream): boolean =>
    tracks.getTracks().every((track) => track.readyState === 'live');

  it('goes live with the real (fake-device) camera and stops it again', async () => {
    const element = await fixture<CastoBroadcast>(
      html`<casto-broadcast channel="street" label="Street" max-bitrate="900" max-children="4" star="http://127.0.0.1:1"></casto-broadcast>`,
    );
    expect(element.state).to.equal('idle');
    const states = record<CustomEvent>(element, 'casto-statechange');
    const stream = await element.start();
    expect(element.state).to.equal('live');
    expect(element.matches(':state(live)')).to.equal(true);
    expect(stream === element.srcObject).to.equal(true);
    expect(stream.getVideoTracks()).to.have.length(1);
    expect(stream.getAudioTracks()).to.have.length(1);
    expect(fake.engine.broadcast.options).to.deep.equal({
      channel: 'street',
      stars: ['http://127.0.0.1:1'],
      label: 'Street',
      maxBitrate: 900,
      maxChildren: 4,
    });
    expect(element.channelId).to.equal(fake.engine.broadcast.channelId);
    const preview = part<HTMLVideoElement>(element, 'video')!;
    expect(preview.muted).to.equal(true);
    expect(preview.srcObject === stream).to.equal(true);
    await waitUntil(() => preview.videoWidth > 0, 'no preview');
    expect(getComputedStyle(preview).transform).to.contain('matrix(-1');

    expect((await element.start()) === stream, 'a second start() is the same').to.equal(true);
    expect(fake.engine.broadcasts).to.have.length(1);

    await element.stop();
    await element.stop();
    expect(element.state).to.equal('ended');
    expect(fake.engine.broadcast.stopped).to.equal(true);
    expect(stream.getTracks().every((track) => track.readyState === 'ended')).to.equal(true);
    expect(states.map((event) => event.detail.to)).to.deep.equal([
      'requesting',
      'connecting',
      'live',
      'ended',
    ]);
    await element.start();
    expect(fake.engine.broadcasts, 'live again').to.have.length(2);
  });

  it('uses the slug "live" by default', async () => {
    const element = await fixture<CastoBroadcast>(html`<casto-broadcast></casto-broadcast>`);
    await element.start();
    expect(element.channel).to.equal('live');
    expect(fake.engine.broadcast.options).to.deep.equal({ channel: 'live' });
  });

  it('broadcasts any stream set as srcObject, not mirrored, and leaves it running', async () => {
    const element = await fixture<CastoBroadcast>(
      html`<casto-broadcast source="none"></casto-broadcast>`,
    );
    const stream = picture();
    element.srcObject = stream;
    expect(element.state, 'setting it starts nothing').to.equal('idle');
    expect((await element.start()) === stream).to.equal(true);
    expect(fake.engine.broadcast.stream === stream).to.equal(true);
    expect(getComputedStyle(part(element, 'video')!).transform).to.equal('none');

    const next = picture();
    element.srcObject = next;
    expect(fake.engine.broadcast.replaced.at(-1) === next).to.equal(true);
    await element.stop();
    expect(live(stream) && live(next)).to.equal(true);
  });

  it('ends when srcObject is taken away on air', async () => {
    const element = await fixture<CastoBroadcast>(html`<casto-broadcast></casto-broadcast>`);
    element.srcObject = picture();
    await element.start();
    element.srcObject = null;
    expect(element.state).to.equal('ended');
    expect(fake.engine.broadcast.stopped).to.equal(true);
    expect(() => {
      element.srcObject = {} as MediaStream;
    }).to.throw(TypeError);
  });

  it('starts by itself with autostart, once there is a source', async () => {
    const camera = await fixture<CastoBroadcast>(
      html`<casto-broadcast autostart></casto-broadcast>`,
    );
    await waitUntil(() => camera.state === 'live');
    const given = await fixture<CastoBroadcast>(
      html`<casto-broadcast autostart channel="given" source="none"></casto-broadcast>`,
    );
    expect(given.state).to.equal('idle');
    given.srcObject = picture();
    await waitUntil(() => given.state === 'live');
    await given.stop();
    await given.updateComplete;
    expect(given.state, 'not again after stop()').to.equal('ended');
  });

  it('shares the screen', async () => {
    const stream = picture();
    const guard = stub(navigator.mediaDevices, 'getDisplayMedia', async () => stream);
    try {
      const element = await fixture<CastoBroadcast>(
        html`<casto-broadcast source="screen"></casto-broadcast>`,
      );
      expect((await element.start()) === stream).to.equal(true);
      // The browser's own “Stop sharing”.
      stream.getVideoTracks()[0]!.dispatchEvent(new Event('ended'));
      expect(element.state).to.equal('ended');
      expect(element.error).to.equal(null);
    } finally {
      guard.restore();
    }
  });

  const refusals: [string, CastoErrorCode][] = [
    ['NotAllowedError', 'permission-denied'],
    ['NotFoundError', 'device-missing'],
    ['NotReadableError', 'device-busy'],
  ];
  for (const [name, code] of refusals) {
    it(`tells what to do about ${code}`, async () => {
      const guard = camera(() => Promise.reject(new DOMException('x', name)));
      try {
        const element = await fixture<CastoBroadcast>(
          html`<casto-broadcast controls></casto-broadcast>`,
        );
        const errors = record(element, 'error');
        const error = await element.start().catch((thrown: CastoError) => thrown);
        expect((error as CastoError).code).to.equal(code);
        expect(element.error === error).to.equal(true);
        expect(errors).to.have.length(1);
        expect(element.state).to.equal('error');
        await element.updateComplete;
        expect(shadowText(element)).to.contain(english.errors[code].title);
        guard.restore();
        part(element, 'retry-button')?.click();
        await waitUntil(() => element.state === 'live');
        expect(element.error).to.equal(null);
      } finally {
        guard.restore();
      }
    });
  }

  it('takes a camera without a microphone', async () => {
    const calls: MediaStreamConstraints[] = [];
    const guard = stub(navigator.mediaDevices, 'getUserMedia', async (constraints) => {
      calls.push(constraints ?? {});
      if (constraints?.audio) throw new DOMException('no microphone', 'NotFoundError');
      return picture();
    });
    try {
      const element = await fixture<CastoBroadcast>(html`<casto-broadcast></casto-broadcast>`);
      await element.start();
      expect(calls).to.have.length(2);
      expect(element.state).to.equal('live');
    } finally {
      guard.restore();
    }
  });

  it('refuses to start from nothing', async () => {
    const element = await fixture<CastoBroadcast>(
      html`<casto-broadcast source="none"></casto-broadcast>`,
    );
    const error = await element.start().catch((thrown: CastoError) => thrown);
    expect(error instanceof CastoError && error.code).to.equal('device-missing');
    expect(element.state).to.equal('error');
    expect(fake.engine.broadcasts).to.have.length(0);
  });

  it('shows the error when the engine cannot go live, and releases the camera', async () => {
    fake.engine.refuseBroadcast = new CastoError('no-star', 'name a star');
    const stream = picture();
    const guard = camera(async () => stream);
    try {
      const element = await fixture<CastoBroadcast>(html`<casto-broadcast></casto-broadcast>`);
      const error = await element.start().catch((thrown: CastoError) => thrown);
      expect(error === fake.engine.refuseBroadcast).to.equal(true);
      expect(element.state).to.equal('error');
      expect(live(stream)).to.equal(false);
      await element.updateComplete;
      expect(shadowText(element)).to.contain(english.errors['no-star'].title);
    } finally {
      guard.restore();
    }
  });

  it('goes live by itself once it is given a star, and only then', async () => {
    fake.engine.refuseBroadcast = new CastoError('no-star', 'name a star');
    const element = await fixture<CastoBroadcast>(
      html`<casto-broadcast source="none"></casto-broadcast>`,
    );
    element.srcObject = picture();
    await element.start().catch(() => {});
    expect(element.state).to.equal('error');
    fake.engine.refuseBroadcast = null;
    await element.updateComplete;
    const { length } = fake.engine.broadcasts;
    element.star = 'https://star.example';
    await waitUntil(() => element.state === 'live', 'not live');
    expect(fake.engine.broadcasts).to.have.length(length + 1);
  });

  it('gives the camera back when stopped during the permission prompt', async () => {
    const stream = picture();
    const asked: ((stream: MediaStream) => void)[] = [];
    const guard = camera(() => new Promise((resolve) => asked.push(resolve)));
    try {
      const element = await fixture<CastoBroadcast>(html`<casto-broadcast></casto-broadcast>`);
      const errors = record(element, 'error');
      const started = element.start().catch((thrown: CastoError) => thrown.code);
      await waitUntil(() => asked.length === 1);
      expect(element.state).to.equal('requesting');
      await element.stop();
      expect(await started).to.equal('aborted');
      asked[0]!(stream);
      await waitUntil(() => !live(stream), 'the late camera stays on');
      expect(element.state).to.equal('ended');
      expect(errors).to.have.length(0);
    } finally {
      guard.restore();
    }
  });

  it('is stopped by stop() in the very moment of start(), also with a stream of the page', async () => {
    const element = await fixture<CastoBroadcast>(html`<casto-broadcast></casto-broadcast>`);
    const stream = picture();
    element.srcObject = stream;
    const started = element.start().catch((thrown: CastoError) => thrown.code);
    await element.stop();
    expect(await started).to.equal('aborted');
    expect(element.state).to.equal('ended');
    expect(live(stream)).to.equal(true);
  });

  it('goes back to the default channel and limits when attributes are removed', async () => {
    const element = await fixture<CastoBroadcast>(
      html`<casto-broadcast channel="street" label="Street" max-bitrate="900" max-children="4"></casto-broadcast>`,
    );
    element.srcObject = picture();
    element.removeAttribute('channel');
    await element.start();
    const { broadcast } = fake.engine;
    expect(broadcast.options.channel).to.equal('live');
    element.label = '';
    element.removeAttribute('max-bitrate');
    element.removeAttribute('max-children');
    await element.updateComplete;
    expect(broadcast.changes.at(-1)).to.deep.equal({});
    await element.stop();
  });

  it('gets an unplugged camera back without ending the broadcast', async () => {
    const streams = [picture(), picture()];
    const guard = camera(async () => {
      const stream = streams[guard.calls === 1 ? 0 : 1]!;
      if (guard.calls === 2) throw new DOMException('gone', 'NotFoundError');
      return stream;
    });
    try {
      const element = await fixture<CastoBroadcast>(html`<casto-broadcast></casto-broadcast>`);
      const errors = record(element, 'error');
      await element.start();
      guard.calls = 1;
      streams[0]!.getVideoTracks()[0]!.dispatchEvent(new Event('ended'));
      expect(element.error?.code).to.equal('device-missing');
      expect(element.error?.fatal).to.equal(false);
      expect(element.state).to.equal('live');
      await element.updateComplete;
      expect(shadowText(element)).to.contain(english.errors['device-missing'].title);
      await waitUntil(() => {
        // Plugged in again.
        navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
        return fake.engine.broadcast.replaced.length > 0;
      });
      expect(fake.engine.broadcast.replaced[0] === streams[1]).to.equal(true);
      await waitUntil(() => element.error === null);
      await element.updateComplete;
      expect(has(element, 'notice')).to.equal(false);
      expect(errors).to.have.length(1);
      expect(live(streams[0]!)).to.equal(false);
    } finally {
      guard.restore();
    }
  });

  it('says so when a given stream has ended', async () => {
    const stream = picture();
    const element = await fixture<CastoBroadcast>(html`<casto-broadcast></casto-broadcast>`);
    element.srcObject = stream;
    await element.start();
    const [track] = stream.getTracks();
    track!.stop();
    track!.dispatchEvent(new Event('ended'));
    expect(element.error?.code).to.equal('device-missing');
    expect(element.state).to.equal('live');
    element.srcObject = picture();
    await waitUntil(() => element.error === null);
  });

  it('swaps the source on air', async () => {
    const screen = picture();
    const guard = stub(navigator.mediaDevices, 'getDisplayMedia', async () => screen);
    try {
      const element = await fixture<CastoBroadcast>(html`<casto-broadcast></casto-broadcast>`);
      const first = await element.start();
      element.setAttribute('source', 'screen');
      await waitUntil(() => fake.engine.broadcast.replaced.length === 1);
      expect(element.srcObject === screen).to.equal(true);
      await waitUntil(() => !live(first));
      expect(element.state).to.equal('live');
    } finally {
      guard.restore();
    }
  });

  it('passes changed options on, tells of viewers, and gives statistics', async () => {
    const element = await fixture<CastoBroadcast>(html`<casto-broadcast></casto-broadcast>`);
    expect((await element.getStats()).role).to.equal('broadcaster');
    await element.start();
    element.label = 'New title';
    element.maxBitrate = 500;
    await element.updateComplete;
    expect(fake.engine.broadcast.changes.at(-1)).to.deep.equal({
      label: 'New title',
      maxBitrate: 500,
    });
    const counts = record<CustomEvent<{ viewers: number }>>(element, 'casto-viewers');
    fake.engine.broadcast.count(5);
    expect(counts[0]?.detail).to.deep.equal({ viewers: 5 });
    expect(element.viewers).to.equal(5);
    await element.updateComplete;
    expect(part(element, 'viewers')?.textContent).to.contain('5 viewers');
    expect((await element.getStats()) === fake.engine.broadcast.stats).to.equal(true);
  });

  it('follows the engine: reconnecting, live, fatal error', async () => {
    const element = await fixture<CastoBroadcast>(html`<casto-broadcast></casto-broadcast>`);
    const stream = await element.start();
    fake.engine.broadcast.to('reconnecting');
    expect(element.state).to.equal('reconnecting');
    fake.engine.broadcast.to('live');
    expect(element.state).to.equal('live');
    const errors = record(element, 'error');
    fake.engine.broadcast.fail(new CastoError('channel-taken', 'elsewhere'));
    expect(element.state).to.equal('error');
    expect(errors).to.have.length(1);
    expect(live(stream)).to.equal(false);
  });

  it('tells that newcomers do not find it, until they do', async () => {
    const element = await fixture<CastoBroadcast>(html`<casto-broadcast></casto-broadcast>`);
    await element.start();
    const errors = record<CastoErrorEvent>(element, 'error');
    const trouble = new CastoError('not-listed', 'book-full', { fatal: false });
    fake.engine.broadcast.fail(trouble);
    fake.engine.broadcast.to('reconnecting');
    await element.updateComplete;
    expect(errors.map(({ error }) => error.code)).to.deep.equal(['not-listed']);
    expect(element.state).to.equal('reconnecting');
    expect(element.error).to.equal(trouble);
    expect(shadowText(element)).to.contain(english.errors['not-listed'].title);
    fake.engine.broadcast.to('live');
    await element.updateComplete;
    expect(element.error).to.equal(null);
    expect(shadowText(element)).not.to.contain(english.errors['not-listed'].title);
    await element.stop();
  });

  it('says one sentence once, of whatever number of troubles', async () => {
    const element = await fixture<CastoBroadcast>(html`<casto-broadcast></casto-broadcast>`);
    await element.start();
    const refused = (why: string) => new CastoError('star-unreachable', why, { fatal: false });
    fake.engine.broadcast.others = [refused('two'), refused('three')];
    fake.engine.broadcast.fail(refused('one'));
    fake.engine.broadcast.to('reconnecting');
    await element.updateComplete;
    const { title } = english.errors['star-unreachable'];
    expect(shadowText(element).split(title)).to.have.length(2);
    await element.stop();
  });

  it('warns of what it cannot understand and falls back', async () => {
    const warnings: string[] = [];
    const guard = stub(console, 'warn', (text: unknown) => void warnings.push(String(text)));
    try {
      const element = await fixture<CastoBroadcast>(
        html`<casto-broadcast source="webcam" max-bitrate="0"></casto-broadcast>`,
      );
      expect(element.source).to.equal('camera');
      expect(element.maxBitrate).to.equal(undefined);
      expect(warnings.filter((text) => text.includes('webcam'))).to.have.length(1);
      expect(warnings.filter((text) => text.includes('max-bitrate'))).to.have.length(1);
    } finally {
      guard.restore();
    }
  });

  it('is worked by its buttons', async () => {
    const element = await fixture<CastoBroadcast>(
      html`<casto-broadcast controls label="My show"></casto-broadcast>`,
    );
    await goLive(element);
    await element.updateComplete;
    expect(part(element, 'live-badge')?.textContent).to.contain('Live');
    expect(part(element, 'label')?.textContent).to.equal('My show');
    part(element, 'stop-button')?.click();
    await waitUntil(() => element.state === 'ended');
    await element.updateComplete;
    expect(part(element, 'start-button')?.textContent).to.contain('again');
  });

  it('keeps the broadcast when moved in the DOM, ends it after the grace', async () => {
    asInPages();
    const element = await fixture<CastoBroadcast>(html`<casto-broadcast></casto-broadcast>`);
    const stream = await element.start();
    const elsewhere = document.createElement('section');
    document.body.append(elsewhere);
    elsewhere.append(element);
    element.remove();
    await new Promise(requestAnimationFrame);
    document.body.append(element);
    const preview = part<HTMLVideoElement>(element, 'video')!;
    const time = preview.currentTime;
    await waitUntil(() => preview.currentTime > time, 'the preview stands still');
    expect(element.state).to.equal('live');
    expect(element.srcObject === stream).to.equal(true);
    element.remove();
    elsewhere.remove();
    await waitUntil(() => fake.engine.broadcast.stopped, 'never stopped', { timeout: 4000 });
    expect(live(stream)).to.equal(false);
    expect(preview.srcObject === null).to.equal(true);
  });

  it('leaves nothing open after 20 mounts and unmounts', async () => {
    const streams: MediaStream[] = [];
    for (let i = 0; i < 20; i++) {
      const element = document.createElement('casto-broadcast');
      document.body.append(element);
      streams.push(await element.start());
      element.remove();
    }
    await waitUntil(() => fake.engine.open === 0, 'left open', { timeout: 4000 });
    expect(streams.some(live)).to.equal(false);
  });

  it('passes axe idle, live and in error', async () => {
    const element = await fixture<CastoBroadcast>(
      html`<casto-broadcast controls label="Show"></casto-broadcast>`,
    );
    await expect(element).to.be.accessible();
    await element.start();
    await element.updateComplete;
    await expect(element).to.be.accessible();
    fake.engine.broadcast.fail(new CastoError('channel-taken', 'x'));
    await element.updateComplete;
    await expect(element).to.be.accessible();
  });
});
