/** No dead ends in the studio: from every error, notice and ended share there is a way on. */
import { expect, waitUntil } from '@open-wc/testing';
import '../../components/casto-broadcast.js';
import type { CastoBroadcast } from '../../components/broadcast/broadcast-element.js';
import { PASSING } from '../../components/broadcast/on-air/passing-trouble.js';
import { english } from '../../components/i18n/en/index.js';
import { CastoError, type CastoErrorCode } from '../../src/base/errors.js';
import {
  deviceOf,
  type FakeComputer,
  frameOf,
  goLive,
  openPanel,
  press,
  studio,
  useFakeComputer,
  videoOf,
} from './broadcast-helpers.js';
import { has, part, record, shadowText, stub, useFakeEngine } from './setup.js';

const CLIP = '/demo/media/city-cc0.webm';
const CANCELLED = new DOMException('Permission denied', 'NotAllowedError');
const REFUSED = english.errors['permission-denied'].title;

describe('<casto-broadcast> has a way on', () => {
  const fake = useFakeEngine();
  let computer: FakeComputer;
  useFakeComputer((fresh) => {
    computer = fresh;
  });

  /** Resolves when the browser's picker has answered. */
  async function pickScreen(element: CastoBroadcast): Promise<void> {
    const asked = computer.picked;
    await openPanel(element, 'source');
    await press(element, 'screen-option');
    await waitUntil(() => computer.picked > asked, 'no picker');
    await new Promise((resolve) => setTimeout(resolve, 50));
    await element.updateComplete;
  }

  const stopSharing = (element: CastoBroadcast): void => {
    const track = computer.screens.at(-1)!.getVideoTracks()[0]!;
    expect(videoOf(element) === track, 'the screen is on air').to.equal(true);
    track.stop();
    track.dispatchEvent(new Event('ended'));
  };

  it('says nothing of a picker that was closed before anything was shown', async () => {
    computer.refuseScreen = CANCELLED;
    const element = await studio();
    const errors = record(element, 'error');
    await pickScreen(element);
    expect(element.state).to.equal('idle');
    expect(element.source).to.equal('camera');
    expect(element.error).to.equal(null);
    expect(errors).to.have.length(0);
    expect(shadowText(element)).not.to.contain(REFUSED);
    await goLive(element);
    expect(deviceOf(videoOf(element))).to.equal('cam-a');
  });

  it('says nothing of a picker that was closed on the way to being live', async () => {
    computer.refuseScreen = CANCELLED;
    const element = await studio();
    element.source = 'screen';
    const code = await element.start().catch((error: CastoError) => error.code);
    expect(code, 'the page that asked is told').to.equal('permission-denied');
    expect(element.state).to.equal('idle');
    expect(element.error).to.equal(null);
    computer.refuseScreen = null;
    await goLive(element);
  });

  it('goes on with a preview when the picker on the way to being live was closed', async () => {
    const element = await studio();
    await element.openPreview();
    const camera = videoOf(element);
    computer.refuseScreen = CANCELLED;
    element.source = 'screen';
    await element.start().catch(() => {});
    expect(computer.picked, 'one question').to.equal(1);
    expect(element.state).to.equal('idle');
    expect(element.error).to.equal(null);
    expect(videoOf(element) === camera, 'the camera is shown').to.equal(true);
    element.file = CLIP;
    element.source = 'file';
    await waitUntil(() => videoOf(element) !== camera, 'no other source any more');
    expect(element.error).to.equal(null);
  });

  it('rests when a start has waited for a preview, and both pickers were closed', async () => {
    computer.refuseScreen = CANCELLED;
    const element = await studio();
    element.source = 'screen';
    const preview = element.openPreview().catch(() => {});
    await element.start().catch(() => {});
    await preview;
    expect(element.state).to.equal('idle');
    expect(element.error).to.equal(null);
  });

  it('says nothing of a picker that was closed on air', async () => {
    const element = await studio();
    await element.start();
    const errors = record(element, 'error');
    computer.refuseScreen = CANCELLED;
    await pickScreen(element);
    expect(element.state).to.equal('live');
    expect(deviceOf(videoOf(element))).to.equal('cam-a');
    expect(errors).to.have.length(0);
    expect(has(element, 'notice')).to.equal(false);
  });

  it('goes on telling an error when the picker for another source was closed', async () => {
    computer.devices = [];
    const element = await studio();
    await element.start().catch(() => {});
    const { error } = element;
    computer.refuseScreen = CANCELLED;
    await pickScreen(element);
    expect(element.state).to.equal('error');
    expect(element.error === error && error?.code === 'device-missing').to.equal(true);
  });

  it('tells when the system refuses the screen', async () => {
    computer.refuseScreen = new DOMException('Permission denied by system', 'NotAllowedError');
    const element = await studio();
    await pickScreen(element);
    expect(element.state).to.equal('error');
    expect(shadowText(element)).to.contain(REFUSED);
  });

  for (const code of [
    'permission-denied',
    'device-missing',
    'device-busy',
    'channel-taken',
    'star-unreachable',
    'unsupported',
    'internal',
  ] satisfies CastoErrorCode[]) {
    it(`keeps the way to other sources beside ${code}`, async () => {
      fake.engine.refuseBroadcast = new CastoError(code, 'x');
      const element = await studio();
      await element.start().catch(() => {});
      await element.updateComplete;
      expect(element.state).to.equal('error');
      fake.engine.refuseBroadcast = null;
      await openPanel(element, 'settings');
      expect(part(element, 'camera-select') !== null, 'the cameras').to.equal(true);
      part(element, 'settings-panel')!.hidePopover();
      await pickScreen(element);
      await waitUntil(() => element.state === 'idle', 'no preview');
      await goLive(element);
      expect(videoOf(element) === computer.screens[0]!.getVideoTracks()[0]).to.equal(true);
    });
  }

  it('tries what has failed again, not the camera', async () => {
    computer.refuseScreen = new DOMException('x', 'NotReadableError');
    const element = await studio();
    await pickScreen(element);
    expect(element.state).to.equal('error');
    computer.refuseScreen = null;
    await press(element, 'retry-button');
    await waitUntil(() => element.srcObject !== null, 'nothing is shown');
    expect(videoOf(element) === computer.screens[0]!.getVideoTracks()[0]).to.equal(true);
    expect(element.source).to.equal('screen');
    expect(element.state, 'it was a preview').to.equal('idle');
    const cameras = computer.asked.filter(({ video }) => video);
    expect(cameras, 'no camera is asked for').to.have.length(0);
  });

  for (const before of ['camera', 'file'] as const) {
    it(`goes back to the ${before} when the share is stopped`, async () => {
      const element = await studio();
      element.file = CLIP;
      element.source = before;
      await element.start();
      const states = record(element, 'casto-statechange');
      const errors = record(element, 'error');
      await pickScreen(element);
      await waitUntil(() => element.source === 'screen');
      stopSharing(element);
      fake.engine.broadcast.fail(
        new CastoError('device-missing', 'The picture ended', {
          fatal: false,
          cause: { ended: ['video'] },
        }),
      );
      await waitUntil(() => element.source === before, 'not back');
      await waitUntil(() => shadowText(element).includes(english.broadcast.shareEnded), 'not said');
      expect(element.state).to.equal('live');
      expect(states).to.have.length(0);
      expect(errors, 'it was meant to end').to.have.length(0);
      if (before === 'camera') expect(deviceOf(videoOf(element))).to.equal('cam-a');
      expect(fake.engine.broadcast.stream === element.srcObject).to.equal(true);
      expect((await frameOf(videoOf(element)!)).width).to.be.greaterThan(0);
    });
  }

  it('goes back to a camera that was off, and leaves it off', async () => {
    const element = await studio();
    await element.start();
    await press(element, 'camera-button');
    await pickScreen(element);
    await waitUntil(() => element.source === 'screen');
    stopSharing(element);
    await waitUntil(() => element.source === 'camera', 'not back');
    expect(videoOf(element)?.enabled).to.equal(false);
    await element.updateComplete;
    expect(shadowText(element)).to.contain(english.broadcast.cameraOff);
  });

  it('shows viewers a still picture when the screen was all there was, and shares again', async () => {
    const element = await studio();
    element.source = 'screen';
    await element.start();
    const states = record(element, 'casto-statechange');
    stopSharing(element);
    await waitUntil(() => has(element, 'share-again-button'), 'no way on');
    expect(shadowText(element)).to.contain(english.broadcast.slate.title);
    const still = videoOf(element)!;
    expect(still.readyState).to.equal('live');
    expect(fake.engine.broadcast.stream?.getVideoTracks()[0] === still).to.equal(true);
    expect((await frameOf(still)).at(0.1, 0.1).slice(0, 3)).not.to.deep.equal([0, 0, 0]);
    await expect(element).to.be.accessible();

    computer.refuseScreen = CANCELLED;
    await press(element, 'share-again-button');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(videoOf(element) === still, 'a closed picker changes nothing').to.equal(true);
    computer.refuseScreen = null;
    await press(element, 'share-again-button');
    await waitUntil(() => videoOf(element) === computer.screens[1]?.getVideoTracks()[0]);
    await element.updateComplete;
    expect(has(element, 'share-again-button')).to.equal(false);
    expect(still.readyState).to.equal('ended');
    expect(states).to.have.length(0);
    await press(element, 'stop-button');
    expect(element.state).to.equal('ended');
  });

  it('shows a still picture when the camera of before does not open any more', async () => {
    const element = await studio();
    await element.start();
    await pickScreen(element);
    await waitUntil(() => element.source === 'screen');
    computer.refuse = new DOMException('x', 'NotReadableError');
    part<HTMLButtonElement>(element, 'microphone-button')!.blur();
    computer.unplug('mic-a');
    computer.unplug('mic-b');
    stopSharing(element);
    await waitUntil(() => has(element, 'share-again-button'), 'no way on');
    expect(element.state).to.equal('live');
    expect(videoOf(element)?.readyState).to.equal('live');
  });

  it('ends a notice of what was not got after a while', async () => {
    const ms = stub(PASSING, 'ms', 150);
    try {
      const element = await studio();
      await element.start();
      computer.refuseScreen = new DOMException('x', 'NotReadableError');
      await pickScreen(element);
      await waitUntil(() => has(element, 'notice'), 'not told');
      await waitUntil(() => !has(element, 'notice'), 'for ever');
      expect(element.error).to.equal(null);
    } finally {
      ms.restore();
    }
  });

  it('closes a notice, and keeps the focus in the studio', async () => {
    computer.failing.set('audioinput', new DOMException('x', 'NotReadableError'));
    const element = await studio();
    await element.start();
    await element.updateComplete;
    await expect(element).to.be.accessible();
    part(element, 'close-notice-button')!.focus();
    await press(element, 'close-notice-button');
    expect(has(element, 'notice')).to.equal(false);
    await waitUntil(() => element.shadowRoot?.activeElement !== null, 'the focus is lost');
    expect(element.missing, 'the button still says it').to.deep.equal(['microphone']);
    fake.engine.broadcast.fail(new CastoError('not-listed', 'x', { fatal: false }));
    await element.updateComplete;
    expect(part(element, 'notice')?.textContent, 'other trouble is told').to.contain(
      english.errors['not-listed'].title,
    );
  });

  it('names the microphone that does not open beside a screen', async () => {
    const element = await studio();
    computer.failing.set('audioinput', new DOMException('x', 'NotReadableError'));
    element.file = CLIP;
    element.source = 'file';
    await element.start();
    await press(element, 'microphone-button');
    await waitUntil(() => has(element, 'notice'), 'not told');
    const told = part(element, 'notice')?.textContent ?? '';
    expect(told).to.contain(english.broadcast.missing.microphone);
    expect(told).not.to.contain(english.errors['device-busy'].title);
  });

  it('says of a chosen file that it is no video, and stays as it was', async () => {
    const element = await studio();
    await openPanel(element, 'source');
    const input = part(element, 'source-panel')!.querySelector<HTMLInputElement>('input')!;
    const files = new DataTransfer();
    files.items.add(new File(['hello'], 'hello.txt', { type: 'text/plain' }));
    input.files = files.files;
    input.dispatchEvent(new Event('change'));
    await waitUntil(() => shadowText(element).includes(english.broadcast.notAVideo), 'not said');
    expect(element.state).to.equal('idle');
    expect(element.error).to.equal(null);
  });
});
