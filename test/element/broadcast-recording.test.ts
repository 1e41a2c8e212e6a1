import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import '../../components/casto-broadcast.js';
import type { CastoBroadcast } from '../../components/broadcast/broadcast-element.js';
import type { CastoRecordingEvent } from '../../components/events/recording-event.js';
import { openPanel, press, select, useFakeComputer, videoOf } from './broadcast-helpers.js';
import { has, part, record, shadowText, stub, useFakeEngine } from './setup.js';

/** Seconds and size of a recorded file, read by playing it to its end. */
async function play(file: Blob): Promise<{ seconds: number; width: number; height: number }> {
  const video = document.createElement('video');
  video.muted = true;
  video.src = URL.createObjectURL(file);
  try {
    await video.play();
    const { videoWidth: width, videoHeight: height } = video;
    video.playbackRate = 8;
    await waitUntil(() => video.ended, 'it does not end', { timeout: 8000 });
    return { seconds: video.currentTime, width, height };
  } finally {
    URL.revokeObjectURL(video.src);
    video.removeAttribute('src');
  }
}

describe('<casto-broadcast> recording', () => {
  useFakeEngine();
  let guards: { restore(): void }[] = [];
  let downloads: { name: string; file: Blob }[] = [];
  useFakeComputer();
  beforeEach(() => {
    downloads = [];
    const blobs = new Map<string, Blob>();
    const make = URL.createObjectURL.bind(URL);
    guards = [
      stub(URL, 'createObjectURL', (blob) => {
        const url = make(blob);
        blobs.set(url, blob as Blob);
        return url;
      }),
      stub(HTMLAnchorElement.prototype, 'click', function (this: HTMLAnchorElement) {
        downloads.push({ name: this.download, file: blobs.get(this.href)! });
      }),
      stub(window as never, 'showSaveFilePicker' as never, undefined as never),
    ];
  });
  afterEach(() => {
    for (const guard of guards.splice(0)) guard.restore();
  });

  const studio = (): Promise<CastoBroadcast> =>
    fixture<CastoBroadcast>(
      html`<casto-broadcast controls label="Street: cam/1"></casto-broadcast>`,
    );

  it('records into memory, goes on through a change of camera, and downloads one file', async () => {
    const element = await studio();
    const events = record<CastoRecordingEvent>(element, 'casto-recording');
    await element.start();
    await press(element, 'record-button');
    await waitUntil(() => element.recording);
    await element.updateComplete;
    expect(element.matches(':state(recording)')).to.equal(true);
    expect(has(element, 'recording-badge')).to.equal(true);
    expect(shadowText(element), 'which way is said').to.contain('downloaded when you stop');
    expect(events[0]?.detail.recording).to.equal(true);
    expect(events[0]?.detail.way).to.equal('download');

    // A page that a busy machine kept waiting shows the second after.
    await waitUntil(() => /Rec 00:0[1-9]/.test(shadowText(element)), 'the clock stands', {
      timeout: 3000,
    });
    await openPanel(element, 'settings');
    const before = videoOf(element)!;
    await select(element, 'camera-select', 'cam-b');
    await waitUntil(() => before.readyState === 'ended');
    expect(element.recording, 'the recording outlives the camera').to.equal(true);
    await waitUntil(() => /Rec 00:0[3-9]/.test(shadowText(element)), 'it stopped', {
      timeout: 4000,
    });
    await press(element, 'record-button');
    await waitUntil(() => downloads.length === 1);
    expect(element.recording).to.equal(false);
    expect(element.state, 'the broadcast goes on').to.equal('live');
    const [{ name, file }] = downloads as [{ name: string; file: Blob }];
    expect(name).to.match(/^Street cam 1 \d{4}-\d\d-\d\d \d\d-\d\d-\d\d\.(mp4|webm)$/);
    expect(events[1]?.detail).to.deep.equal({ recording: false, name, way: 'download' });
    const { seconds, width, height } = await play(file);
    expect(seconds, 'both cameras are in it').to.be.within(2.2, 6);
    expect([width, height]).to.deep.equal([320, 180]);
  });

  it('writes to the disk where the browser can', async () => {
    const folder = await navigator.storage.getDirectory();
    const handle = await folder.getFileHandle('casto-test.webm', { create: true });
    let suggested = '';
    guards.push(
      stub(
        window as never,
        'showSaveFilePicker' as never,
        (async (options: { suggestedName: string }) => {
          suggested = options.suggestedName;
          return handle;
        }) as never,
      ),
    );
    const element = await studio();
    await element.openPreview();
    expect(await element.startRecording()).to.equal(true);
    await element.updateComplete;
    expect(shadowText(element)).to.contain('casto-test.webm');
    expect(suggested).to.contain('Street cam 1');
    // A page that a busy machine kept waiting shows the second after.
    await waitUntil(() => /Rec 00:0[1-9]/.test(shadowText(element)), 'the clock stands', {
      timeout: 3000,
    });
    await element.stopRecording();
    expect(downloads).to.have.length(0);
    const file = await handle.getFile();
    expect(file.size).to.be.greaterThan(1000);
    expect((await play(file)).width).to.equal(320);
    await folder.removeEntry('casto-test.webm');
  });

  it('is silent when the person changes their mind, and says what is missing', async () => {
    const element = await studio();
    const errors = record(element, 'error');
    const error = await element.startRecording().catch((thrown: { code: string }) => thrown.code);
    expect(error).to.equal('device-missing');
    expect(element.error?.fatal).to.equal(false);
    expect(errors).to.have.length(1);
    guards.push(
      stub(
        window as never,
        'showSaveFilePicker' as never,
        (async () => {
          throw new DOMException('cancelled', 'AbortError');
        }) as never,
      ),
    );
    await element.openPreview();
    expect(await element.startRecording()).to.equal(false);
    expect(element.recording).to.equal(false);
    expect(errors).to.have.length(1);
  });

  it('ends and is saved with the broadcast, and with the element', async () => {
    const element = await studio();
    await element.start();
    await element.startRecording();
    await element.stop();
    await waitUntil(() => downloads.length === 1, 'not saved');
    expect(element.recording).to.equal(false);

    await element.start();
    await element.startRecording();
    element.remove();
    await waitUntil(() => downloads.length === 2, 'lost with the element', { timeout: 4000 });
  });

  it('says that this browser cannot record', async () => {
    guards.push(stub(MediaRecorder, 'isTypeSupported', () => false));
    const element = await studio();
    await element.openPreview();
    const error = await element.startRecording().catch((thrown: { code: string }) => thrown.code);
    expect(error).to.equal('unsupported');
    expect(element.state).to.equal('idle');
    await element.updateComplete;
    expect(part(element, 'notice')).not.to.equal(null);
  });
});
