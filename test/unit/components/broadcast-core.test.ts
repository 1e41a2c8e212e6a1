/** What an element says of its broadcast's troubles: each once, none hidden or cleared by another. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { BroadcastCore } from '../../../components/broadcast/broadcast-core.js';
import { CastoError } from '../../../src/base/errors.js';
import { sourceEnded, sourceRests } from '../../../src/session/broadcast/broadcast-troubles.js';
import { FakeEngine } from '../../element/fake-engine.js';
import { FakeStream, FakeTrack, installWebRtc } from '../media/media-fakes.js';

const scope = globalThis as Record<string, unknown>;
const navigator = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
let uninstall = (): void => {};
let core: BroadcastCore;
let opened: FakeTrack[] = [];
let refuses: Error | null = null;
beforeEach(() => {
  uninstall = installWebRtc();
  opened = [];
  refuses = null;
  const mediaDevices = Object.assign(new EventTarget(), {
    enumerateDevices: async () => [],
    getUserMedia: async ({ video, audio }: MediaStreamConstraints) => {
      if (refuses) throw refuses;
      const tracks = [
        ...(video ? [new FakeTrack('video', 'cam')] : []),
        ...(audio ? [new FakeTrack('audio', 'mic')] : []),
      ];
      opened.push(...tracks);
      return new FakeStream(tracks).stream;
    },
  });
  const permissions = { query: async () => Promise.reject(new Error('unknown')) };
  Object.defineProperty(scope, 'navigator', {
    value: { mediaDevices, permissions },
    configurable: true,
  });
});
afterEach(async () => {
  await core.stop();
  if (navigator) Object.defineProperty(scope, 'navigator', navigator);
  else delete scope.navigator;
  uninstall();
});

const settle = async (): Promise<void> => {
  for (let n = 0; n < 20; n++) await new Promise((resolve) => setImmediate(resolve));
};
const word = (code: CastoError['code'], text: string): CastoError =>
  new CastoError(code, text, { fatal: false });
/** As the engine says it. */
const over = (...ended: ('video' | 'audio')[]): CastoError =>
  sourceEnded(ended, {
    video: ended.includes('video') ? null : 'v',
    audio: ended.includes('audio') ? null : 'a',
  })!;

async function onAir(given?: FakeStream) {
  const engine = new FakeEngine();
  core = new BroadcastCore(async () => engine);
  const events: CastoError[] = [];
  core.on('error', (error) => events.push(error));
  if (given) await core.setGiven(given.stream);
  await core.start({ channel: 'live' }, given ? 'none' : 'camera');
  assert.equal(core.state, 'live');
  return { broadcast: engine.broadcast, events };
}

test('a given stream that ends is told once, though the broadcast sees it as well', async () => {
  const tracks = [new FakeTrack('video'), new FakeTrack('audio')];
  const stream = new FakeStream(tracks);
  const { broadcast, events } = await onAir(stream);
  for (const track of tracks) track.end();
  broadcast.fail(over('video', 'audio'));
  assert.equal(events.length, 1);
  assert.match(events[0]!.message, /srcObject/);
  assert.deepEqual([core.error, core.troubles], [events[0], events]);
  // A track that follows is another matter than another stream.
  stream.addTrack(new FakeTrack('video'));
  broadcast.mend();
  assert.equal(core.error, null);
});

test('a part of a given stream that ends is told by the broadcast; the rest once', async () => {
  const [video, audio] = [new FakeTrack('video'), new FakeTrack('audio')];
  const { broadcast, events } = await onAir(new FakeStream([video, audio]));
  video.end();
  broadcast.fail(over('video'));
  assert.match(core.error?.message ?? '', /^The picture/);
  audio.end();
  broadcast.fail(over('video', 'audio'));
  assert.equal(events.length, 2);
  await core.setGiven(new FakeStream([new FakeTrack('video')]).stream);
  broadcast.mend();
  assert.equal(core.error, null);
});

test('a camera that is unplugged is told once, with its device, until it is back', async () => {
  const { broadcast, events } = await onAir();
  refuses = new DOMException('x', 'NotFoundError');
  opened[0]!.end();
  await settle();
  broadcast.fail(over('video'));
  assert.equal(events.length, 1);
  assert.equal(core.error?.device, 'camera');
  refuses = null;
  navigatorDevices().dispatchEvent(new Event('devicechange'));
  await settle();
  assert.deepEqual(core.missing, []);
  broadcast.mend();
  assert.equal(core.error, null);
});

const navigatorDevices = (): EventTarget =>
  (scope.navigator as { mediaDevices: EventTarget }).mediaDevices;

test('what the broadcast says of another kind than the missing device is told', async () => {
  const { broadcast, events } = await onAir();
  refuses = new DOMException('x', 'NotFoundError');
  opened[1]!.end();
  await settle();
  assert.equal(core.error?.device, 'microphone');
  for (const error of [sourceRests(), over('video'), over('video', 'audio')]) {
    broadcast.fail(error);
    assert.equal(events.at(-1), error);
    assert.equal(core.error, error);
  }
  broadcast.mend();
  assert.equal(core.error?.device, 'microphone');
});

test('none hides or clears another: not listed, a missing device, and something in passing', async () => {
  const { broadcast } = await onAir();
  const codes = (): string[] => core.troubles.map(({ code }) => code);
  core.tell(new CastoError('internal', 'The recording failed'));
  broadcast.fail(word('not-listed', 'The star is full'));
  refuses = new DOMException('x', 'NotReadableError');
  opened[1]!.end();
  await settle();
  assert.deepEqual(codes(), ['not-listed', 'device-missing', 'internal']);
  assert.equal(core.error?.code, 'not-listed');
  broadcast.mend();
  assert.deepEqual(codes(), ['device-missing', 'internal']);
  broadcast.fail(word('not-listed', 'The star is full'));
  refuses = null;
  navigatorDevices().dispatchEvent(new Event('devicechange'));
  await settle();
  // What is shown is another stream now, which is what the person wanted.
  assert.deepEqual(codes(), ['not-listed']);
  await core.stop();
  assert.deepEqual([core.error, core.state], [null, 'ended']);
});

test('what ends a broadcast stays until the next one, whatever was wrong before', async () => {
  const { broadcast, events } = await onAir();
  broadcast.fail(word('not-listed', 'The star is full'));
  broadcast.fail(new CastoError('channel-taken', 'elsewhere'));
  assert.deepEqual([core.state, core.error?.code], ['error', 'channel-taken']);
  assert.deepEqual(
    events.map(({ code }) => code),
    ['not-listed', 'channel-taken'],
  );
  await core.start({ channel: 'live' }, 'camera');
  assert.equal(core.error, null);
});

test('a stream that the encoder refuses is told once, by the broadcast, and taken back by it', async () => {
  const { broadcast, events } = await onAir(new FakeStream([new FakeTrack('video')]));
  const error = word('no-media', 'The encoder refused the new video track');
  broadcast.replaceStream = async () => {
    broadcast.fail(error);
    throw error;
  };
  await core.setGiven(new FakeStream([new FakeTrack('video')]).stream);
  assert.deepEqual([events, core.error], [[error], error]);
  broadcast.mend();
  assert.equal(core.error, null);
});
