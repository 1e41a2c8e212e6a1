import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { helpKind } from '../../../components/broadcast/capture/browser-help.js';
import { recall, remember } from '../../../components/broadcast/capture/remembered.js';
import { DEFAULT_LAYOUT } from '../../../src/studio/capture/capture-settings.js';
import { fallsShort } from '../../../src/studio/capture/constraints.js';
import { fileName } from '../../../src/studio/capture/file-source.js';
import { containBox, insetBox, outputSize } from '../../../src/studio/compose/layout.js';
import { DeviceList, findDevice } from '../../../src/studio/devices/devices.js';
import { levelOf } from '../../../src/studio/devices/level-meter.js';
import { bestFileFormat, recordName } from '../../../src/studio/recording/file-format.js';

describe('studio', () => {
  it('keeps a composition’s shape, never enlarges it, and makes its size even', () => {
    const most = { width: 1920, height: 1080 };
    assert.deepEqual(outputSize({ width: 2560, height: 1600 }, most), {
      width: 1728,
      height: 1080,
    });
    assert.deepEqual(outputSize({ width: 801, height: 601 }, most), { width: 802, height: 602 });
    assert.deepEqual(containBox({ width: 100, height: 100 }, { width: 320, height: 180 }), {
      x: 70,
      y: 0,
      width: 180,
      height: 180,
    });
  });

  it('keeps the inset inside, in its corner, also a tall one', () => {
    const output = { width: 1280, height: 720 };
    for (const picture of [
      { width: 640, height: 480 },
      { width: 720, height: 1280 },
    ]) {
      for (const corner of ['bottom-right', 'top-left'] as const) {
        const box = insetBox(picture, output, { ...DEFAULT_LAYOUT, corner });
        assert.ok(box.x > 0 && box.x + box.width < output.width);
        assert.ok(box.y > 0 && box.y + box.height < output.height);
        assert.ok(Math.abs(box.width / box.height - picture.width / picture.height) < 1e-9);
        assert.equal(box.x > output.width / 2, corner === 'bottom-right');
        assert.equal(box.y > output.height / 2, corner === 'bottom-right');
      }
    }
  });

  it('measures levels in decibels', () => {
    assert.equal(levelOf(new Float32Array(64)), 0);
    assert.equal(levelOf(new Float32Array(64).fill(1)), 1);
    assert.ok(Math.abs(levelOf(new Float32Array(64).fill(0.001)) - 0) < 1e-6, '-60 dB');
    assert.ok(Math.abs(levelOf(new Float32Array(64).fill(10 ** (-30 / 20))) - 0.5) < 1e-6);
  });

  it('finds devices by id, else by label', () => {
    const list = [
      { deviceId: 'a', label: 'Desk' },
      { deviceId: 'b', label: 'Door' },
    ];
    assert.equal(findDevice(list, { deviceId: 'b', label: 'Desk' })?.deviceId, 'b');
    assert.equal(findDevice(list, { deviceId: 'gone', label: 'Desk' })?.deviceId, 'a');
    assert.equal(findDevice(list, { deviceId: 'gone', label: 'Gone' }), null);
    assert.equal(findDevice([{ deviceId: '', label: '' }], { deviceId: '', label: '' }), null);
  });

  it('tells of devices only when they changed, and of none when forbidden', async () => {
    const source = Object.assign(new EventTarget(), {
      devices: [{ kind: 'audioinput', deviceId: 'a', label: 'Desk' }],
      async enumerateDevices() {
        return this.devices as MediaDeviceInfo[];
      },
    });
    const list = new DeviceList(source as never);
    let changes = 0;
    list.on('change', () => changes++);
    await list.refresh();
    await list.refresh();
    assert.equal(changes, 1);
    assert.deepEqual(list.devices.microphone, [{ deviceId: 'a', label: 'Desk' }]);
    source.enumerateDevices = () => Promise.reject(new Error('no'));
    await list.refresh();
    assert.deepEqual(list.devices.microphone, []);
    list.close();
  });

  it('remembers devices, and survives every kind of storage', () => {
    const kept = new Map<string, string>();
    const store = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    };
    const chosen = { camera: { deviceId: 'a', label: 'Desk' }, microphone: null, speaker: null };
    remember(chosen, store);
    assert.deepEqual(recall(store), chosen);
    const none = { camera: null, microphone: null, speaker: null };
    assert.deepEqual(recall(null), none);
    for (const text of ['', 'null', '[]', '{"camera":"x"}', '{"camera":{"deviceId":1}}', '{']) {
      assert.deepEqual(recall({ getItem: () => text, setItem() {} }), none);
    }
    const throwing = {
      getItem: () => {
        throw new Error('forbidden');
      },
      setItem: () => {
        throw new Error('full');
      },
    };
    assert.deepEqual(recall(throwing), none);
    remember(chosen, throwing);
  });

  it('says where to press in each browser', () => {
    const mac = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15';
    const kinds = {
      'Mozilla/5.0 (X11; Linux) AppleWebKit/537.36 Chrome/141.0 Safari/537.36': 'chrome',
      'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/141.0 Safari/537.36 Edg/141.0':
        'edge',
      'Mozilla/5.0 (X11; Linux; rv:140.0) Gecko/20100101 Firefox/140.0': 'firefox',
      [`${mac} Version/18.5 Safari/605.1.15`]: 'safari',
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5) AppleWebKit/605.1.15 CriOS/141 Safari/604.1': 'ios',
      'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/141.0 Mobile Safari/537.36':
        'android',
      Lynx: 'other',
    };
    for (const [userAgent, kind] of Object.entries(kinds)) {
      assert.equal(helpKind({ userAgent }), kind, userAgent);
    }
    assert.equal(helpKind({ userAgent: `${mac} Safari/605`, touchPoints: 5 }), 'ios', 'iPad');
    assert.equal(helpKind({ userAgent: 'Chrome/1', policyAllows: false }), 'embedded');
  });

  it('names recordings so that every system takes them', () => {
    const at = new Date(2026, 10, 5, 9, 3, 7);
    assert.equal(recordName('A/B: "c" \u0007', at, 'mp4'), 'A B c 2026-11-05 09-03-07.mp4');
    assert.equal(recordName('', at, 'webm'), 'CASTO 2026-11-05 09-03-07.webm');
    assert.equal(
      bestFileFormat(() => false),
      null,
    );
    assert.equal(bestFileFormat((type) => type.startsWith('video/webm'))?.extension, 'webm');
    assert.equal(bestFileFormat(() => true)?.extension, 'mp4');
  });

  it('names files as people do', () => {
    assert.equal(fileName('/media/a%20b.webm?x=1#t'), 'a b.webm');
    assert.equal(fileName('%zz'), '%zz');
    assert.equal(fileName(new Blob([])), '');
  });

  it('knows when a camera gives less than was asked for', () => {
    const given = { width: 1280, height: 720, frameRate: 30 };
    assert.equal(fallsShort(given, {}), false);
    assert.equal(fallsShort(given, { height: 1080 }), true);
    assert.equal(fallsShort({ ...given, width: 720, height: 1280 }, { height: 720 }), false);
    assert.equal(fallsShort(given, { frameRate: 60 }), true);
    assert.equal(fallsShort({ ...given, frameRate: 0 }, { frameRate: 60 }), false, 'not known');
  });
});
