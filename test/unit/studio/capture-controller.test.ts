/** A device that is back but cannot be put on air: tried again, told, and nothing is left open. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { CastoError } from '../../../src/base/errors.js';
import type { Capture } from '../../../src/studio/capture/capture.js';
import { CaptureController } from '../../../src/studio/capture/capture-controller.js';
import { DEFAULT_LAYOUT } from '../../../src/studio/capture/capture-settings.js';
import { FakeStream, FakeTrack } from '../media/media-fakes.js';

const scope = globalThis as Record<string, unknown>;
beforeEach(() => {
  mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
  scope.MediaStream = FakeStream;
});
afterEach(() => {
  mock.timers.reset();
  delete scope.MediaStream;
});

const settle = async (): Promise<void> => {
  for (let n = 0; n < 60; n++) await Promise.resolve();
};
async function pass(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 250) {
    mock.timers.tick(250);
    await settle();
  }
}

async function controller() {
  const on = {
    published: [] as FakeTrack[][],
    opened: [] as FakeTrack[],
    refuses: null as Error | null,
    /** Awaited before a stream is taken. */
    hold: null as Promise<void> | null,
    tries: 0,
  };
  const take: Capture = async (_source, { constraints } = {}) => {
    const tracks: FakeTrack[] = [];
    if (constraints?.video) tracks.push(new FakeTrack('video', `cam-${on.opened.length}`));
    if (constraints?.audio) tracks.push(new FakeTrack('audio', `mic-${on.opened.length}`));
    on.opened.push(...tracks);
    return new FakeStream(tracks).stream;
  };
  const unused = () => Promise.reject(new Error('unused'));
  const settings = {
    constraints: {},
    voice: false,
    file: null,
    muted: { camera: false, microphone: false },
    layout: DEFAULT_LAYOUT,
  };
  const made = new CaptureController(settings, {
    take,
    workerUrl: () => undefined,
    loadCompose: unused,
    loadFile: unused,
    loadSlate: unused,
    publish: async (stream) => {
      on.tries++;
      await on.hold;
      if (on.refuses) throw on.refuses;
      on.published.push(stream.getTracks() as unknown as FakeTrack[]);
    },
  });
  const troubles: CastoError[] = [];
  made.on('trouble', (error) => troubles.push(error));
  await made.open('camera', new AbortController().signal);
  await settle();
  const [camera, microphone] = on.opened;
  return { capture: made, on, troubles, camera: camera!, microphone: microphone! };
}

const live = (tracks: readonly FakeTrack[]): FakeTrack[] =>
  tracks.filter(({ readyState }) => readyState === 'live');

for (const code of ['internal', 'unsupported', 'aborted'] as const) {
  test(`it is tried again with growing pauses when publishing fails (${code}), and told once`, async () => {
    const { capture: held, on, troubles, camera } = await controller();
    on.refuses = new CastoError(code, 'the encoder says no', { fatal: false });
    camera.end();
    await settle();
    assert.deepEqual([on.opened.length, on.tries], [3, 2], 'opened and tried at once');
    assert.deepEqual(
      held.missing.map(({ device }) => device),
      ['camera'],
    );
    assert.match(held.missing[0]!.message, /cannot be put on air: the encoder says no/);
    await pass(60_000);
    assert.ok(on.tries >= 6 && on.tries <= 8, `${on.tries} tries in a minute`);
    assert.equal(on.opened.length, 3, 'the device stays open meanwhile');
    assert.equal(troubles.length, 2, 'unplugged, then why it is not on air');
    on.refuses = null;
    await pass(31_000);
    assert.deepEqual(held.missing, []);
    assert.ok(on.published.at(-1)!.includes(on.opened[2]!));
    const { tries } = on;
    await pass(120_000);
    assert.equal(on.tries, tries, 'and then no more');
    held.close();
    assert.deepEqual(live(on.opened), []);
  });
}

test('another reason is told; one that is unplugged meanwhile is opened again', async () => {
  const { capture: held, on, troubles, camera } = await controller();
  on.refuses = new Error('one');
  camera.end();
  await settle();
  on.refuses = new Error('two');
  await pass(1_250);
  assert.deepEqual(
    troubles.slice(1).map(({ message }) => /air: (\w+)/.exec(message)?.[1]),
    ['one', 'two'],
  );
  on.opened[2]!.end();
  on.refuses = null;
  await pass(30_000);
  assert.equal(on.opened.length, 4);
  assert.deepEqual(held.missing, []);
  held.close();
  assert.deepEqual(live(on.opened), []);
});

test('closing ends the tries and lets the device go', async () => {
  const { capture: held, on, camera } = await controller();
  on.refuses = new Error('no');
  camera.end();
  await settle();
  held.close();
  const { tries } = on;
  await pass(120_000);
  assert.equal(on.tries, tries);
  assert.deepEqual(live(on.opened), []);
  assert.deepEqual(held.missing, []);
});

test('a device that the person chose and that is refused leaves the one before on air', async () => {
  const { capture: held, on, camera } = await controller();
  on.refuses = new Error('no');
  const choice = { deviceId: 'cam-9', label: 'cam-9' };
  await assert.rejects(held.setDevice('camera', choice), /no/);
  assert.equal(held.track('camera'), camera);
  assert.equal(camera.readyState, 'live');
  assert.equal(live(on.opened).length, 2, 'the new one is let go');
  on.refuses = null;
  await held.setMuted('camera', true);
  await held.setDevice('camera', choice);
  assert.equal(camera.readyState, 'ended');
  assert.notEqual(held.track('camera'), camera);
  held.close();
});

for (const again of [1, 2, 3]) {
  test(`unplugged ${again + 1} times, each time while it is handed over: it is on air in the end`, async () => {
    const { capture: held, on, troubles, camera } = await controller();
    let release = (): void => {};
    const hold = (): void => {
      on.hold = new Promise((resolve) => {
        release = resolve;
      });
    };
    hold();
    camera.end();
    for (let n = 1; n <= again; n++) {
      await pass(5_000);
      assert.equal(on.tries, n + 1);
      on.opened.at(-1)!.end();
      const letGo = release;
      if (n < again) hold();
      else on.hold = null;
      letGo();
    }
    await pass(10_000);
    assert.deepEqual(held.missing, []);
    assert.equal(held.track('camera'), on.opened.at(-1));
    assert.equal(held.track('camera')?.readyState, 'live');
    assert.ok(on.published.at(-1)!.includes(on.opened.at(-1)!));
    assert.equal(troubles.length, 1);
    held.close();
    assert.deepEqual(live(on.opened), []);
  });
}

test('closed while another device is handed over that is then refused: nothing is left open', async () => {
  const { capture: held, on } = await controller();
  let release = (): void => {};
  on.hold = new Promise((resolve) => {
    release = resolve;
  });
  const swapping = held.setDevice('camera', { deviceId: 'cam-9', label: 'cam-9' });
  await settle();
  held.close();
  on.refuses = new Error('the broadcast is over');
  release();
  await assert.rejects(swapping, /over/);
  await settle();
  assert.deepEqual(live(on.opened), []);
  await pass(60_000);
  assert.deepEqual([live(on.opened), held.missing], [[], []]);
});
