/** A phone's studio turns its camera round. */
import { expect, waitUntil } from '@open-wc/testing';
import '../../components/casto-broadcast.js';
import { audioOf, deviceOf, FakeComputer, press, studio, videoOf } from './broadcast-helpers.js';
import { setPhone, touch } from './handheld.js';
import { has, part, useFakeEngine } from './setup.js';

/** Two at the back, as most phones have. */
const PHONE = [
  { kind: 'videoinput', deviceId: 'front', label: 'Front', facing: 'user' },
  { kind: 'videoinput', deviceId: 'back', label: 'Back', facing: 'environment' },
  { kind: 'videoinput', deviceId: 'far', label: 'Back, far', facing: 'environment' },
  { kind: 'audioinput', deviceId: 'mic', label: 'Microphone' },
] as const;

describe('a phone’s camera in <casto-broadcast>', () => {
  const fake = useFakeEngine();
  let phone: FakeComputer;
  beforeEach(async () => {
    localStorage.removeItem('casto.studio');
    phone = new FakeComputer();
    phone.devices = [...PHONE];
    await setPhone(true);
  });
  afterEach(async () => {
    phone.restore();
    await setPhone(false);
  });

  it('is turned round by a tap, on air without a break, and mirrored only at the front', async () => {
    const element = await studio();
    await element.start();
    await waitUntil(() => has(element, 'flip-button'), 'no button');
    expect(deviceOf(videoOf(element))).to.equal('front');
    expect(element.mirrored).to.equal(true);
    const sound = audioOf(element);

    await touch(part(element, 'flip-button')!);
    await waitUntil(() => deviceOf(videoOf(element)) === 'back', 'not the back');
    expect(phone.asked.at(-1)?.video, 'by where it looks').to.deep.include({
      facingMode: { exact: 'environment' },
    });
    expect(element.state).to.equal('live');
    expect(element.mirrored).to.equal(false);
    expect(audioOf(element) === sound, 'the microphone goes on').to.equal(true);
    expect(fake.engine.broadcast.stream === element.srcObject).to.equal(true);
    await waitUntil(() => localStorage.getItem('casto.studio')?.includes('back'), 'not remembered');

    await element.updateComplete;
    await touch(part(element, 'flip-button')!);
    await waitUntil(() => deviceOf(videoOf(element)) === 'front', 'not the front again');
    await waitUntil(() => phone.live.length === 2, 'a camera is left open');
  });

  it('goes through cameras that do not say where they look', async () => {
    phone.devices = PHONE.map(({ kind, deviceId, label }) => ({ kind, deviceId, label }));
    const element = await studio();
    await element.start();
    await waitUntil(() => has(element, 'flip-button'), 'no button');
    for (const next of ['back', 'far', 'front']) {
      await press(element, 'flip-button');
      await waitUntil(() => deviceOf(videoOf(element)) === next, `not ${next}`);
    }
    expect(element.error).to.equal(null);
  });

  it('takes another where none looks the other way', async () => {
    phone.devices = [PHONE[1], PHONE[2], PHONE[3]];
    const element = await studio();
    await element.start();
    await waitUntil(() => has(element, 'flip-button'), 'no button');
    await press(element, 'flip-button');
    await waitUntil(() => deviceOf(videoOf(element)) === 'far', 'not the other');
    expect(element.error).to.equal(null);
  });

  it('is found again after it was unplugged, once it was turned round', async () => {
    const element = await studio();
    await element.start();
    await waitUntil(() => has(element, 'flip-button'), 'no button');
    await press(element, 'flip-button');
    await waitUntil(() => deviceOf(videoOf(element)) === 'back', 'not the back');
    phone.unplug('back');
    await waitUntil(() => deviceOf(videoOf(element)) === 'front', 'no other camera stands in');
    phone.plug(PHONE[1]);
    await waitUntil(() => deviceOf(videoOf(element)) === 'back', 'not the back again');
  });

  it('has no button for it with one camera, without a picture, or with the camera off', async () => {
    phone.devices = [PHONE[0], PHONE[3]];
    const element = await studio();
    await element.openPreview();
    // What the button would come with has come.
    await import('../../components/broadcast/studio/studio-floor.lazy.js');
    await new Promise((resolve) => setTimeout(resolve, 100));
    await element.updateComplete;
    expect(has(element, 'flip-button'), 'one camera').to.equal(false);
    phone.plug(PHONE[1]);
    await waitUntil(() => has(element, 'flip-button'), 'two cameras');
    await press(element, 'camera-button');
    await waitUntil(() => !has(element, 'flip-button'), 'the camera is off');
    await press(element, 'camera-button');
    await waitUntil(() => has(element, 'flip-button'), 'the camera is on');
    await element.stop();
    await element.updateComplete;
    expect(has(element, 'flip-button'), 'no picture').to.equal(false);
  });

  it('leaves the choice to the settings where a mouse is the pointer', async () => {
    const element = await studio();
    await element.start();
    await waitUntil(() => has(element, 'flip-button'), 'on a phone');
    await setPhone(false);
    element.requestUpdate();
    await element.updateComplete;
    expect(has(element, 'flip-button'), 'on a computer').to.equal(false);
  });
});
