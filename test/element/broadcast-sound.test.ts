/** How the microphone's sound is treated: by attributes, in the studio, in the SDK, and while on air. */
import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import '../../components/casto-broadcast.js';
import type { CastoBroadcast } from '../../components/broadcast/broadcast-element.js';
import { CASTO } from '../../src/index.js';
import {
  audioOf,
  type FakeComputer,
  openPanel,
  select,
  useFakeComputer,
  videoOf,
} from './broadcast-helpers.js';
import { part, record, stub, useFakeEngine } from './setup.js';

const VOICE = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const MUSIC = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };

describe('the sound of <casto-broadcast>', () => {
  const fake = useFakeEngine();
  let computer: FakeComputer;
  const warnings: string[] = [];
  let guard: { restore(): void };
  useFakeComputer((fresh) => {
    computer = fresh;
  });
  beforeEach(() => {
    warnings.length = 0;
    guard = stub(console, 'warn', (text: string) => void warnings.push(text));
  });
  afterEach(() => {
    guard.restore();
  });

  const asked = (): MediaTrackConstraints => computer.asked.at(-1)?.audio as MediaTrackConstraints;

  it('is made for a voice by default', async () => {
    const element = await fixture<CastoBroadcast>(html`<casto-broadcast></casto-broadcast>`);
    expect(element.sound).to.equal('voice');
    await element.start();
    expect(asked()).to.deep.equal(VOICE);
  });

  it('is left as it is, in stereo, for music', async () => {
    const element = await fixture<CastoBroadcast>(
      html`<casto-broadcast sound="music"></casto-broadcast>`,
    );
    await element.start();
    expect(asked()).to.deep.equal({ ...MUSIC, channelCount: { ideal: 2 } });
    expect(audioOf(element)?.getSettings().channelCount).to.equal(2);
  });

  it('takes single switches before the word', async () => {
    const element = await fixture<CastoBroadcast>(
      html`<casto-broadcast sound="music" echo-cancellation="on" auto-gain=" ON "></casto-broadcast>`,
    );
    await element.start();
    expect(asked()).to.deep.equal({
      ...MUSIC,
      echoCancellation: true,
      autoGainControl: true,
      channelCount: { ideal: 2 },
    });
    const other = await fixture<CastoBroadcast>(
      html`<casto-broadcast channel="other" noise-suppression="off"></casto-broadcast>`,
    );
    await other.start();
    expect(asked()).to.deep.equal({ ...VOICE, noiseSuppression: false });
  });

  it('warns of what it does not know, and goes on with the default', async () => {
    const element = await fixture<CastoBroadcast>(
      html`<casto-broadcast sound="loud" noise-suppression="perhaps"></casto-broadcast>`,
    );
    await element.start();
    expect(asked()).to.deep.equal(VOICE);
    expect(
      warnings.filter((text) => /sound="loud"|noise-suppression="perhaps"/.test(text)),
    ).to.have.length(2);
    element.autoGain = 'much' as 'on';
    await element.updateComplete;
    expect(warnings.some((text) => text.includes('autoGain="much"'))).to.equal(true);
  });

  it('changes on air without a break, where the browser changes the running track', async () => {
    const element = await fixture<CastoBroadcast>(
      html`<casto-broadcast sound="music"></casto-broadcast>`,
    );
    await element.start();
    const track = audioOf(element)!;
    let settings: MediaTrackSettings = { ...track.getSettings() };
    const applied: MediaTrackConstraints[] = [];
    track.getSettings = () => settings;
    track.applyConstraints = async (constraints = {}) => {
      applied.push(constraints);
      settings = { ...settings, echoCancellation: constraints.echoCancellation as boolean };
    };
    element.echoCancellation = 'on';
    await waitUntil(() => applied.length === 1);
    expect(applied[0]?.echoCancellation).to.equal(true);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(audioOf(element) === track && track.readyState === 'live').to.equal(true);
    expect(computer.asked).to.have.length(1);
  });

  it('opens the microphone again where a running track cannot change', async () => {
    const element = await fixture<CastoBroadcast>(
      html`<casto-broadcast controls></casto-broadcast>`,
    );
    await element.start();
    const [voice, picture] = [audioOf(element)!, videoOf(element)];
    const states = record(element, 'casto-statechange');
    let oldWasLive = false;
    const replace = fake.engine.broadcast.replaceStream.bind(fake.engine.broadcast);
    fake.engine.broadcast.replaceStream = async (stream) => {
      oldWasLive = voice.readyState === 'live';
      await replace(stream);
    };
    await openPanel(element, 'settings');
    await select(element, 'sound-select', 'music');
    expect(element.sound).to.equal('music');
    await waitUntil(() => audioOf(element)?.getSettings().channelCount === 2, 'still a voice');
    expect(asked()).to.deep.include(MUSIC);
    expect(asked().deviceId, 'the same microphone').to.deep.equal({ ideal: 'mic-a' });
    expect(oldWasLive, 'heard until the new one is').to.equal(true);
    await waitUntil(() => voice.readyState === 'ended');
    expect(videoOf(element) === picture).to.equal(true);
    expect(states).to.have.length(0);

    // Back and forth at once: the last word counts, and nothing is left open.
    await select(element, 'sound-select', 'voice');
    await select(element, 'sound-select', 'music');
    await select(element, 'sound-select', 'voice');
    await waitUntil(() => audioOf(element)?.getSettings().echoCancellation === true);
    await waitUntil(() => computer.live.length === 2, 'a microphone is left open');
    expect(audioOf(element)?.getSettings().echoCancellation).to.equal(true);
    expect(part(element, 'sound-select') !== null).to.equal(true);
  });

  it('keeps the sound that it has when the microphone does not open again', async () => {
    const element = await fixture<CastoBroadcast>(html`<casto-broadcast></casto-broadcast>`);
    await element.start();
    const track = audioOf(element)!;
    const errors = record(element, 'error');
    computer.failing.set('audioinput', new DOMException('x', 'NotReadableError'));
    element.sound = 'music';
    await waitUntil(() => errors.length === 1);
    expect(element.error?.fatal).to.equal(false);
    expect(audioOf(element) === track && track.readyState === 'live').to.equal(true);
  });

  it('is an option of the SDK', async () => {
    const casto = new CASTO({ sound: 'music', autoGain: 'on', noiseSuppression: true });
    await casto.start();
    expect(asked()).to.deep.equal({
      echoCancellation: false,
      noiseSuppression: true,
      autoGainControl: true,
      channelCount: { ideal: 2 },
    });
    await casto.stop();
    const odd = new CASTO({
      channel: 'odd',
      sound: 'loud' as 'music',
      echoCancellation: 3 as never,
    });
    await odd.start();
    expect(asked()).to.deep.equal(VOICE);
    expect(warnings.filter((text) => text.startsWith('new CASTO(): '))).to.have.length(2);
    await odd.stop();
  });
});
