import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import '../../components/casto-broadcast.js';
import type { CastoBroadcast } from '../../components/broadcast/broadcast-element.js';
import {
  audioOf,
  deviceOf,
  type FakeComputer,
  openPanel,
  press,
  select,
  studio,
  TWO_OF_EACH,
  useFakeComputer,
  videoOf,
} from './broadcast-helpers.js';
import { has, part, record, shadowText, useFakeEngine } from './setup.js';

describe('<casto-broadcast> devices', () => {
  const fake = useFakeEngine();
  let computer: FakeComputer;
  useFakeComputer((fresh) => {
    computer = fresh;
  });

  it('previews without going live, goes live with the same stream, and stops it', async () => {
    const element = await studio();
    const stream = await element.openPreview();
    expect(element.state).to.equal('idle');
    expect(element.srcObject === stream).to.equal(true);
    expect(fake.engine.broadcasts).to.have.length(0);
    await element.start();
    expect(fake.engine.broadcast.stream === stream).to.equal(true);
    expect(computer.asked, 'the person is asked once').to.have.length(1);
    await element.stop();
    expect(computer.live).to.have.length(0);

    await element.openPreview();
    await element.stop();
    expect(element.state).to.equal('idle');
    expect(element.srcObject).to.equal(null);
    expect(computer.live, 'closing a preview').to.have.length(0);
  });

  it('start() during the question for a preview asks once', async () => {
    const element = await studio();
    const [shown, live] = await Promise.all([element.openPreview(), element.start()]);
    expect(shown === live).to.equal(true);
    expect(computer.asked).to.have.length(1);
    expect(element.state).to.equal('live');
  });

  it('lists the devices and remembers the choice', async () => {
    const element = await studio();
    await openPanel(element, 'settings');
    await waitUntil(() => element.srcObject !== null, 'the settings show a preview');
    await waitUntil(() => deviceOf(videoOf(element)) === 'cam-a');
    const names = [...part<HTMLSelectElement>(element, 'camera-select')!.options].map((option) =>
      option.text.trim(),
    );
    expect(names).to.deep.equal(['System default', 'Desk camera', 'Door camera']);

    await select(element, 'camera-select', 'cam-b');
    await waitUntil(() => deviceOf(videoOf(element)) === 'cam-b');
    await select(element, 'microphone-select', 'mic-b');
    await waitUntil(() => deviceOf(audioOf(element)) === 'mic-b');
    expect(computer.live.map(deviceOf).sort(), 'the others are closed').to.deep.equal([
      'cam-b',
      'mic-b',
    ]);
    element.remove();

    const again = await studio();
    await again.openPreview();
    expect(deviceOf(videoOf(again))).to.equal('cam-b');
    expect(deviceOf(audioOf(again))).to.equal('mic-b');
  });

  it('finds a remembered device by its name when its id is new', async () => {
    localStorage.setItem(
      'casto.studio',
      JSON.stringify({ camera: { deviceId: 'of-last-year', label: 'Door camera' } }),
    );
    const element = await studio();
    await openPanel(element, 'settings');
    await waitUntil(() => deviceOf(videoOf(element)) === 'cam-b');
  });

  it('goes on without the memory, and with rubbish in it', async () => {
    localStorage.setItem('casto.studio', '{"camera": 3, "microphone": {"deviceId": []}}');
    const element = await studio();
    await element.openPreview();
    expect(deviceOf(videoOf(element))).to.equal('cam-a');
  });

  it('leaves what was remembered alone without controls', async () => {
    localStorage.setItem(
      'casto.studio',
      JSON.stringify({ camera: { deviceId: 'cam-b', label: 'Door camera' } }),
    );
    const element = await fixture<CastoBroadcast>(html`<casto-broadcast></casto-broadcast>`);
    await element.start();
    expect(deviceOf(videoOf(element))).to.equal('cam-a');
    expect(has(element, 'controls')).to.equal(false);
  });

  it('changes a device on air without a break', async () => {
    const element = await studio();
    await element.start();
    const sound = audioOf(element);
    const states = record(element, 'casto-statechange');
    const before = videoOf(element)!;
    await openPanel(element, 'settings');
    // The old camera runs until the new picture has been handed over.
    let oldWasLive = false;
    const replace = fake.engine.broadcast.replaceStream.bind(fake.engine.broadcast);
    fake.engine.broadcast.replaceStream = async (stream) => {
      oldWasLive = before.readyState === 'live';
      await replace(stream);
    };
    await select(element, 'camera-select', 'cam-b');
    await waitUntil(() => before.readyState === 'ended', 'the old camera is closed afterwards');
    expect(oldWasLive).to.equal(true);
    expect(deviceOf(fake.engine.broadcast.stream?.getVideoTracks()[0])).to.equal('cam-b');
    expect(audioOf(element) === sound, 'the microphone is not touched').to.equal(true);
    expect(sound?.readyState).to.equal('live');
    expect(element.state).to.equal('live');
    expect(states).to.have.length(0);
    const preview = part<HTMLVideoElement>(element, 'video')!;
    const time = preview.currentTime;
    await waitUntil(() => preview.currentTime > time, 'the preview stands still');
  });

  it('keeps the old device when the new one does not open', async () => {
    const element = await studio();
    await element.start();
    await openPanel(element, 'settings');
    const before = audioOf(element)!;
    const errors = record(element, 'error');
    computer.devices = computer.devices.filter(({ deviceId }) => deviceId !== 'mic-b');
    await select(element, 'microphone-select', 'mic-b');
    await waitUntil(() => errors.length === 1);
    expect(element.error?.fatal).to.equal(false);
    expect(element.state).to.equal('live');
    expect(audioOf(element) === before && before.readyState === 'live').to.equal(true);
    await element.updateComplete;
    expect(has(element, 'notice')).to.equal(true);
  });

  it('opens one camera at a time where a phone wants that', async () => {
    const element = await studio();
    await element.start();
    const before = videoOf(element)!;
    await openPanel(element, 'settings');
    computer.busy.add('cam-b');
    const stop = before.stop.bind(before);
    before.stop = () => {
      computer.busy.delete('cam-b');
      stop();
    };
    await select(element, 'camera-select', 'cam-b');
    await waitUntil(() => deviceOf(videoOf(element)) === 'cam-b');
    expect(element.error).to.equal(null);
  });

  it('goes to another microphone when one is unplugged, and back when it returns', async () => {
    const element = await studio();
    await openPanel(element, 'settings');
    await waitUntil(() => element.srcObject !== null);
    await select(element, 'microphone-select', 'mic-b');
    await element.start();
    const camera = videoOf(element);
    const errors = record(element, 'error');
    computer.unplug('mic-b');
    expect(element.error?.code, 'said at once').to.equal('device-missing');
    expect(element.error?.fatal).to.equal(false);
    await waitUntil(() => deviceOf(audioOf(element)) === 'mic-a', 'no other microphone');
    await waitUntil(() => element.error === null);
    expect(element.state).to.equal('live');
    expect(videoOf(element) === camera && camera?.readyState === 'live').to.equal(true);
    expect(errors).to.have.length(1);

    computer.plug(TWO_OF_EACH[3]!);
    await waitUntil(() => deviceOf(audioOf(element)) === 'mic-b', 'the headset is not taken back');
    expect(deviceOf(fake.engine.broadcast.stream?.getAudioTracks()[0])).to.equal('mic-b');
    expect(computer.live.map(deviceOf).sort()).to.deep.equal(['cam-a', 'mic-b']);
  });

  it('waits for the only camera, and is silent about it when told to stop', async () => {
    computer.devices = computer.devices.filter(({ deviceId }) => deviceId !== 'cam-b');
    const element = await studio();
    await element.start();
    computer.unplug('cam-a');
    await element.updateComplete;
    expect(has(element, 'notice')).to.equal(true);
    expect(element.state).to.equal('live');
    computer.plug(TWO_OF_EACH[0]!);
    await waitUntil(() => videoOf(element)?.readyState === 'live', 'the camera is not taken back');
    await waitUntil(() => element.error === null);

    computer.unplug('cam-a');
    await element.stop();
    const calls = computer.asked.length;
    computer.plug(TWO_OF_EACH[0]!);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(computer.asked, 'nobody looks for it any more').to.have.length(calls);
    expect(computer.live).to.have.length(0);
  });

  it('mutes camera and microphone by button and by property', async () => {
    const element = await studio();
    await element.start();
    await press(element, 'microphone-button');
    expect(element.microphoneMuted).to.equal(true);
    expect(audioOf(element)?.enabled).to.equal(false);
    expect(part(element, 'microphone-button')?.getAttribute('aria-label')).to.contain('on');
    expect(element.matches(':state(microphone-muted)')).to.equal(true);
    element.cameraMuted = true;
    await element.updateComplete;
    expect(videoOf(element)?.enabled).to.equal(false);
    expect(shadowText(element)).to.contain('Camera is off');
    // A new device is as mute as the one before.
    await openPanel(element, 'settings');
    await select(element, 'microphone-select', 'mic-b');
    await waitUntil(() => deviceOf(audioOf(element)) === 'mic-b');
    expect(audioOf(element)?.enabled).to.equal(false);
    await press(element, 'microphone-button');
    await press(element, 'camera-button');
    expect(audioOf(element)?.enabled && videoOf(element)?.enabled).to.equal(true);
    expect(element.matches(':state(camera-muted)')).to.equal(false);
  });

  it('gives a muted srcObject back as it was', async () => {
    const element = await studio();
    const stream = computer.picture(320, 180, true);
    const off = stream.getAudioTracks()[0]!;
    off.enabled = false;
    element.srcObject = stream;
    element.cameraMuted = true;
    element.microphoneMuted = true;
    expect(stream.getVideoTracks()[0]!.enabled).to.equal(false);
    element.srcObject = null;
    expect(stream.getVideoTracks()[0]!.enabled).to.equal(true);
    expect(off.enabled, 'the page had disabled it itself').to.equal(false);
  });

  it('asks for a resolution and says what the camera gives', async () => {
    const element = await fixture<CastoBroadcast>(
      html`<casto-broadcast controls resolution="1080p" frame-rate="60"></casto-broadcast>`,
    );
    expect(element.resolution).to.equal(1080);
    await element.start();
    expect(computer.asked[0]?.video).to.deep.include({
      height: { ideal: 1080 },
      width: { ideal: 1920 },
      frameRate: { ideal: 60 },
    });
    await openPanel(element, 'settings');
    const facts = (): string => part(element, 'facts')?.textContent?.replace(/\s+/g, ' ') ?? '';
    expect(facts()).to.match(/640\s*×\s*480/);
    expect(facts()).to.contain('30 fps');
    expect(facts(), 'honest').to.contain('1080p');

    const track = videoOf(element)!;
    const applied: MediaTrackConstraints[] = [];
    track.applyConstraints = async (constraints) => void applied.push(constraints ?? {});
    await select(element, 'resolution-select', '480');
    await waitUntil(() => applied.length === 1);
    expect(applied[0]?.height).to.deep.equal({ ideal: 480 });
    expect(videoOf(element) === track, 'no break').to.equal(true);
    await select(element, 'bitrate-select', '1000');
    expect(fake.engine.broadcast.changes.at(-1)).to.deep.include({ maxBitrate: 1000 });
    expect(element.resolution).to.equal(480);
    await waitUntil(() => /Viewers get/.test(facts()), 'what is sent is not told');
  });

  it('tells what to do in this browser, and shows the picture once it is allowed', async () => {
    computer.refuse = new DOMException('no', 'NotAllowedError');
    const status = Object.assign(new EventTarget(), { state: 'denied' });
    const query = navigator.permissions.query;
    navigator.permissions.query = async () => status as unknown as PermissionStatus;
    try {
      const element = await studio();
      await element.start().catch(() => {});
      await element.updateComplete;
      expect(shadowText(element)).to.contain('address bar');
      await expect(element).to.be.accessible();
      computer.refuse = null;
      await waitUntil(() => {
        status.state = 'granted';
        status.dispatchEvent(new Event('change'));
        return element.srcObject !== null;
      }, 'no preview after the permission');
      expect(element.state).to.equal('idle');
      expect(element.error).to.equal(null);
    } finally {
      navigator.permissions.query = query;
    }
  });

  it('shows the level of the microphone', async () => {
    const element = await studio();
    // The fake device of Chromium beeps; the stub is silent.
    computer.restore();
    await element.openPreview();
    await openPanel(element, 'settings');
    const fill = (): number =>
      Number(part(element, 'level-meter')?.querySelector('.level-fill')?.getAttribute('width'));
    await waitUntil(() => fill() > 5, 'the bar does not move', { timeout: 5000 });
    await press(element, 'microphone-button');
    expect(has(element, 'level-meter')).to.equal(false);
  });
});
