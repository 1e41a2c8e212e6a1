/** A broadcast without one of its devices, or without any: what goes on air, what is said, what comes back. */
import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import '../../components/casto-broadcast.js';
import type { CastoBroadcast } from '../../components/broadcast/broadcast-element.js';
import type { CastoErrorEvent } from '../../components/events/error-event.js';
import type { CastoMissingEvent } from '../../components/events/missing-event.js';
import { english } from '../../components/i18n/en/index.js';
import { CASTO, CastoError, capture } from '../../src/index.js';
import {
  audioOf,
  deviceOf,
  type FakeComputer,
  goLive,
  press,
  studio,
  TWO_OF_EACH,
  useFakeComputer,
  videoOf,
} from './broadcast-helpers.js';
import { has, part, record, shadowText, useFakeEngine } from './setup.js';

const kindsOf = (stream: MediaStream | null | undefined): string[] =>
  (stream?.getTracks() ?? []).map(({ kind }) => kind).sort();

const LABEL = english.broadcast.missing;

describe('<casto-broadcast> without a device', () => {
  const fake = useFakeEngine();
  let computer: FakeComputer;
  useFakeComputer((fresh) => {
    computer = fresh;
  });

  const reasons = [
    ['NotReadableError', 'device-busy'],
    ['NotFoundError', 'device-missing'],
    ['NotAllowedError', 'permission-denied'],
    ['AbortError', 'device-busy'],
    ['OverconstrainedError', 'device-missing'],
    ['UnknownError', 'internal'],
  ] as const;
  for (const [name, code] of reasons) {
    it(`goes on air with the camera alone when the microphone says ${name}`, async () => {
      computer.failing.set('audioinput', new DOMException('x', name));
      const element = await studio();
      const errors = record<CastoErrorEvent>(element, 'error');
      const changes = record<CastoMissingEvent>(element, 'casto-missing');
      await element.start();
      expect(element.state).to.equal('live');
      expect(kindsOf(fake.engine.broadcast.stream)).to.deep.equal(['video']);
      expect(computer.asked, 'both, then the camera').to.have.length(2);
      expect(errors).to.have.length(1);
      const { error } = errors[0]!;
      expect([error.code, error.device, error.fatal]).to.deep.equal([code, 'microphone', false]);
      expect(element.error === error, 'still on air with it').to.equal(true);
      expect(element.missing).to.deep.equal(['microphone']);
      expect(changes.map(({ detail }) => detail.missing)).to.deep.equal([['microphone']]);
      expect(element.matches(':state(no-microphone)')).to.equal(true);
      await element.updateComplete;
      expect(part(element, 'notice')?.textContent).to.contain(LABEL.microphone);
      expect(part(element, 'microphone-button')?.getAttribute('aria-label')).to.equal(
        LABEL.microphone,
      );
      await expect(element).to.be.accessible();
    });

    it(`goes on air with sound alone when the camera says ${name}`, async () => {
      computer.failing.set('videoinput', new DOMException('x', name));
      const element = await studio();
      const errors = record<CastoErrorEvent>(element, 'error');
      await element.start();
      expect(element.state).to.equal('live');
      expect(kindsOf(fake.engine.broadcast.stream)).to.deep.equal(['audio']);
      const { error } = errors[0]!;
      expect([error.code, error.device, error.fatal]).to.deep.equal([code, 'camera', false]);
      await element.updateComplete;
      expect(shadowText(element)).to.contain(LABEL.camera);
      expect(has(element, 'other-source-button'), 'other sources are offered').to.equal(true);
      await expect(element).to.be.accessible();
    });
  }

  it('does the same with autostart', async () => {
    computer.failing.set('audioinput', new DOMException('x', 'NotReadableError'));
    const element = await fixture<CastoBroadcast>(
      html`<casto-broadcast autostart></casto-broadcast>`,
    );
    await waitUntil(() => element.state === 'live');
    expect(kindsOf(element.srcObject)).to.deep.equal(['video']);
    expect(element.missing).to.deep.equal(['microphone']);
    expect(part(element, 'notice')?.textContent).to.contain(LABEL.microphone);
  });

  it('keeps saying it from the preview to the broadcast', async () => {
    computer.failing.set('audioinput', new DOMException('x', 'NotReadableError'));
    const element = await studio();
    await element.openPreview();
    await element.start();
    expect(element.error?.device).to.equal('microphone');
    await element.updateComplete;
    expect(has(element, 'notice')).to.equal(true);
  });

  it('takes a microphone that is plugged in later, without a break of the picture', async () => {
    computer.devices = computer.devices.filter(({ kind }) => kind !== 'audioinput');
    const element = await studio();
    await element.start();
    const states = record(element, 'casto-statechange');
    const changes = record<CastoMissingEvent>(element, 'casto-missing');
    const camera = videoOf(element);
    computer.plug(TWO_OF_EACH[2]!);
    await waitUntil(() => deviceOf(audioOf(element)) === 'mic-a', 'it is not taken');
    await waitUntil(() => element.error === null);
    expect(kindsOf(fake.engine.broadcast.stream)).to.deep.equal(['audio', 'video']);
    expect(videoOf(element) === camera && camera?.readyState === 'live').to.equal(true);
    expect(states).to.have.length(0);
    expect(changes.at(-1)?.detail.missing).to.deep.equal([]);
    expect(element.matches(':state(no-microphone)')).to.equal(false);
    await element.updateComplete;
    expect(has(element, 'notice')).to.equal(false);
  });

  it('takes a camera that is let go of by another program', async () => {
    computer.failing.set('videoinput', new DOMException('x', 'NotReadableError'));
    const element = await studio();
    await element.start();
    const sound = audioOf(element);
    computer.failing.clear();
    // Nobody tells a page that a program has ended: it looks now and then.
    await waitUntil(() => videoOf(element) !== undefined, 'no picture', { timeout: 6000 });
    expect(audioOf(element) === sound && sound?.readyState === 'live').to.equal(true);
    await element.updateComplete;
    expect(shadowText(element)).not.to.contain(LABEL.camera);
  });

  it('asks for the camera alone when the microphone is blocked, and takes it once allowed', async () => {
    computer.permissions.microphone.state = 'denied';
    computer.failing.set('audioinput', new DOMException('x', 'NotAllowedError'));
    const element = await studio();
    await element.start();
    expect(computer.asked.slice(1)).to.have.length(1);
    expect(computer.asked[1]?.audio).to.equal(false);
    // Nothing is asked for again before the person has allowed it.
    await new Promise((resolve) => setTimeout(resolve, 3200));
    expect(computer.asked).to.have.length(2);
    computer.allow('microphone');
    await waitUntil(() => audioOf(element) !== undefined, 'not taken');
    expect(element.missing).to.deep.equal([]);
  });

  it('asks for the microphone alone when the camera is blocked for good', async () => {
    computer.permissions.camera.state = 'denied';
    computer.failing.set('videoinput', new DOMException('x', 'NotAllowedError'));
    const element = await studio();
    await element.start();
    expect(computer.asked.map(({ video }) => Boolean(video))).to.deep.equal([true, false]);
    computer.allow('camera');
    await waitUntil(() => videoOf(element) !== undefined, 'not taken');
  });

  it('does not ask twice more when the person has closed the question', async () => {
    computer.failing.set('audioinput', new DOMException('Permission dismissed', 'NotAllowedError'));
    const element = await studio();
    const code = await element.start().catch((error: CastoError) => error.code);
    expect(code).to.equal('permission-denied');
    expect(computer.asked).to.have.length(1);
  });

  it('asks for what is missing at a press of its button', async () => {
    computer.permissions.microphone.state = 'denied';
    computer.failing.set('audioinput', new DOMException('x', 'NotAllowedError'));
    const element = await studio();
    await element.start();
    const errors = record<CastoErrorEvent>(element, 'error');
    await press(element, 'microphone-button');
    await waitUntil(() => errors.length === 1, 'a second refusal is told');
    expect(errors[0]?.error.device).to.equal('microphone');
    expect(element.state).to.equal('live');
    computer.failing.clear();
    await press(element, 'microphone-button');
    await waitUntil(() => audioOf(element)?.enabled === true);
    expect(element.microphoneMuted).to.equal(false);
    expect(element.error).to.equal(null);
  });

  it('says when the microphone is pulled out, and what is still missing when one of two is back', async () => {
    computer.devices = [TWO_OF_EACH[0]!, TWO_OF_EACH[2]!];
    const element = await studio();
    await element.start();
    computer.unplug('mic-a');
    await element.updateComplete;
    expect(part(element, 'microphone-button')?.getAttribute('aria-label')).to.equal(
      LABEL.microphone,
    );
    computer.unplug('cam-a');
    expect(element.missing).to.have.members(['camera', 'microphone']);
    computer.plug(TWO_OF_EACH[0]!);
    await waitUntil(() => element.missing.length === 1, 'the camera is not taken back');
    expect(element.missing).to.deep.equal(['microphone']);
    expect(element.error?.device).to.equal('microphone');
    computer.plug(TWO_OF_EACH[2]!);
    await waitUntil(() => element.error === null);
    expect(element.state).to.equal('live');
  });

  it('takes back that the picture ended, though the microphone is still missing', async () => {
    computer.failing.set('audioinput', new DOMException('x', 'NotReadableError'));
    const element = await studio();
    await element.start();
    const { broadcast } = fake.engine;
    broadcast.fail(new CastoError('device-missing', 'The picture ended', { fatal: false }));
    expect(element.error?.device).to.equal(undefined);
    broadcast.mend();
    expect(element.error?.device, 'what is missing still').to.equal('microphone');
  });

  it('goes on saying that the channel is not listed when a device is back', async () => {
    computer.devices = computer.devices.filter(({ kind }) => kind !== 'audioinput');
    const element = await studio();
    await element.start();
    const { broadcast } = fake.engine;
    broadcast.fail(new CastoError('not-listed', 'The star is full', { fatal: false }));
    broadcast.to('reconnecting');
    computer.plug(TWO_OF_EACH[2]!);
    await waitUntil(() => element.missing.length === 0, 'it is not taken');
    expect(element.error?.code).to.equal('not-listed');
    broadcast.to('live');
    expect(element.error).to.equal(null);
  });

  it('says when the system silences the microphone, and when it is heard again', async () => {
    const element = await studio();
    await element.start();
    const track = audioOf(element)!;
    let muted = true;
    Object.defineProperty(track, 'muted', { get: () => muted });
    track.dispatchEvent(new Event('mute'));
    await waitUntil(() => element.missing.includes('microphone'), 'not said', { timeout: 3000 });
    expect(element.error?.fatal).to.equal(false);
    muted = false;
    track.dispatchEvent(new Event('unmute'));
    expect(element.missing).to.deep.equal([]);
    expect(element.error).to.equal(null);
    expect(audioOf(element) === track).to.equal(true);
  });

  it('offers other sources when there is neither, and goes live with one', async () => {
    computer.devices = [];
    const element = await studio();
    const code = await element.start().catch((error: CastoError) => error.code);
    expect(code).to.equal('device-missing');
    expect(element.state).to.equal('error');
    expect(element.error?.fatal).to.equal(true);
    await press(element, 'other-source-button');
    await waitUntil(() => part(element, 'screen-option') !== null, 'no sources');
    await press(element, 'screen-option');
    await waitUntil(() => element.state === 'idle');
    expect(element.source).to.equal('screen');
    await goLive(element);
    expect(kindsOf(fake.engine.broadcast.stream)).to.deep.equal(['video']);
  });

  it('shares the screen though neither camera nor microphone opens, and says so', async () => {
    computer.refuse = new DOMException('x', 'NotAllowedError');
    const element = await fixture<CastoBroadcast>(
      html`<casto-broadcast controls source="screen-camera"></casto-broadcast>`,
    );
    await element.start();
    expect(element.state).to.equal('live');
    expect(element.missing).to.have.members(['camera', 'microphone']);
    expect(kindsOf(fake.engine.broadcast.stream)).to.deep.equal(['video']);
  });

  it('keeps the screen on air when the camera that is chosen next does not open', async () => {
    const element = await fixture<CastoBroadcast>(
      html`<casto-broadcast controls source="screen"></casto-broadcast>`,
    );
    await element.start();
    const screen = videoOf(element);
    computer.failing.set('videoinput', new DOMException('x', 'NotReadableError'));
    const errors = record<CastoErrorEvent>(element, 'error');
    element.source = 'camera';
    await waitUntil(() => errors.length === 1);
    expect(videoOf(element) === screen && screen?.readyState === 'live').to.equal(true);
    expect(element.state).to.equal('live');
  });

  it('forgets what was missing when it is stopped', async () => {
    computer.failing.set('audioinput', new DOMException('x', 'NotReadableError'));
    const element = await studio();
    await element.start();
    await element.stop();
    expect(element.missing).to.deep.equal([]);
    expect(element.matches(':state(no-microphone)')).to.equal(false);
    const calls = computer.asked.length;
    computer.failing.clear();
    computer.changed();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(computer.asked).to.have.length(calls);
    expect(computer.live).to.have.length(0);
  });
});

describe('CASTO without a device', () => {
  const fake = useFakeEngine();
  let computer: FakeComputer;
  useFakeComputer((fresh) => {
    computer = fresh;
  });

  it('goes on air with what there is, says what is missing, and takes it in the same stream', async () => {
    computer.devices = computer.devices.filter(({ kind }) => kind !== 'audioinput');
    const casto = new CASTO();
    const told: (readonly CastoError[])[] = [];
    const stream = await casto.start({ onMissing: (errors) => told.push(errors) });
    expect(kindsOf(stream)).to.deep.equal(['video']);
    expect(casto.missing.map(({ device }) => device)).to.deep.equal(['microphone']);
    expect(told.map((errors) => errors.length)).to.deep.equal([1]);
    computer.plug(TWO_OF_EACH[2]!);
    await waitUntil(() => stream.getAudioTracks().length === 1, 'not taken');
    await waitUntil(() => fake.engine.broadcast.replaced.length > 0);
    expect(fake.engine.broadcast.replaced.at(-1) === stream).to.equal(true);
    expect(told.at(-1)).to.deep.equal([]);
    await casto.stop();
    expect(computer.live).to.have.length(0);
  });

  it('rejects when there is neither', async () => {
    computer.devices = [];
    const error = await new CASTO().start().catch((thrown: CastoError) => thrown);
    expect((error as CastoError).code).to.equal('device-missing');
  });

  it('tells of the missing one in capture() as well', async () => {
    computer.failing.set('videoinput', new DOMException('x', 'NotReadableError'));
    const missing: CastoError[] = [];
    const stream = await capture('camera', { missing: (error) => missing.push(error) });
    expect(kindsOf(stream)).to.deep.equal(['audio']);
    expect(missing.map(({ code, device }) => [code, device])).to.deep.equal([
      ['device-busy', 'camera'],
    ]);
  });
});
