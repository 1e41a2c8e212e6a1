/** What a person chooses in the studio, without any DOM: devices, sources, what was remembered. */
import type { CastoError } from '../../../src/base/errors.js';
import { Emitter } from '../../../src/base/events.js';
import type { FileInput } from '../../../src/studio/capture/file-source.js';
import type { CaptureKind, DeviceChoice } from '../../../src/studio/devices/device.js';
import {
  type DeviceKind,
  DeviceList,
  type Devices,
  findDevice,
  NO_DEVICES,
} from '../../../src/studio/devices/devices.js';
import type { BroadcastCore, Source } from '../broadcast-core.js';
import { type Chosen, recall, remember } from '../capture/remembered.js';

export interface StudioDeps {
  listDevices?: () => DeviceList;
  recall?: () => Chosen;
  remember?: (chosen: Chosen) => void;
}

export interface StudioEvents {
  change: undefined;
  /** The speaker that plays what the person hears. */
  speaker: DeviceChoice | null;
}

export class StudioCore extends Emitter<StudioEvents> {
  chosen: Chosen = { camera: null, microphone: null, speaker: null };
  #list: DeviceList | null = null;
  readonly #core: BroadcastCore;
  readonly #deps: Required<StudioDeps>;

  constructor(core: BroadcastCore, deps: StudioDeps = {}) {
    super();
    this.#core = core;
    this.#deps = {
      listDevices: () => new DeviceList(),
      recall: () => recall(),
      remember: (chosen) => remember(chosen),
      ...deps,
    };
  }

  get opened(): boolean {
    return this.#list !== null;
  }
  get devices(): Devices {
    return this.#list?.devices ?? NO_DEVICES;
  }

  /** The studio is shown: what was chosen the last time is chosen again. */
  open(): void {
    if (this.#list) return;
    const list = this.#deps.listDevices();
    this.#list = list;
    list.on('change', () => this.#devicesChanged());
    this.chosen = this.#deps.recall();
    const { capture } = this.#core;
    this.#core.studio = true;
    capture.voice = true;
    capture.constraints = {
      ...capture.constraints,
      camera: this.chosen.camera,
      microphone: this.chosen.microphone,
    };
    void list.refresh();
  }

  close(): void {
    this.#list?.close();
    this.#list = null;
    this.#core.studio = false;
    this.#core.capture.voice = false;
  }

  /** Names of devices are known once one was allowed. */
  async refresh(): Promise<void> {
    await this.#list?.refresh();
  }

  /** Ids differ from visit to visit in some browsers; a label then finds the device again. */
  #devicesChanged(): void {
    const { capture } = this.#core;
    for (const kind of ['camera', 'microphone'] as const) {
      const found = findDevice(this.devices[kind], this.chosen[kind]);
      if (!found || found.deviceId === this.chosen[kind]?.deviceId) continue;
      this.chosen = { ...this.chosen, [kind]: found };
      capture.constraints = { ...capture.constraints, [kind]: found };
    }
    this.emit('change', undefined);
  }

  /** The device in use, else the one chosen for the next time; '' is the system's default. */
  current(kind: DeviceKind): string {
    if (kind !== 'speaker') {
      const used = this.#core.capture.track(kind)?.getSettings().deviceId;
      if (used && this.devices[kind].some(({ deviceId }) => deviceId === used)) return used;
    }
    return findDevice(this.devices[kind], this.chosen[kind])?.deviceId ?? '';
  }

  /** @param deviceId '' is the system's default. */
  async choose(kind: DeviceKind, deviceId: string): Promise<void> {
    const choice = this.devices[kind].find((device) => device.deviceId === deviceId) ?? null;
    this.chosen = { ...this.chosen, [kind]: choice };
    this.#deps.remember(this.chosen);
    this.emit('change', undefined);
    if (kind === 'speaker') this.emit('speaker', choice);
    else await this.#core.passing(this.#core.capture.setDevice(kind, choice));
    this.emit('change', undefined);
  }

  async toggle(kind: CaptureKind): Promise<void> {
    const { capture, missing } = this.#core;
    // A press on the button of what is missing asks for it again.
    const lacks = missing.some(({ device }) => device === kind);
    // Beside a file or a screen the microphone is closed at first, whatever its mute.
    const muted = lacks || capture.muted[kind] || (capture.source !== null && !capture.track(kind));
    await this.#core.setMuted(kind, !muted);
    this.emit('change', undefined);
  }

  /** Another source at once; with nothing shown yet, its preview. Whether it is shown then. */
  async pick(source: Source, file?: FileInput): Promise<boolean> {
    if (file !== undefined) await this.#core.setFile(file);
    if (this.#core.stream) await this.#core.setSource(source);
    else await this.#core.openPreview(source).catch((_told: CastoError) => {});
    void this.refresh();
    return this.#core.stream !== null && this.#core.shows === source;
  }
}
