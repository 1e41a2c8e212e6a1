/** What the studio's views are given, and what they may ask for. */
import type { BroadcastState } from '../../src/base/types.js';
import type { GivenFormat } from '../../src/studio/capture/constraints.js';
import type { Corner } from '../../src/studio/compose/layout.js';
import type { CaptureKind, Sound } from '../../src/studio/devices/device.js';
import type { DeviceKind, Devices } from '../../src/studio/devices/devices.js';
import type { Texts } from '../i18n/texts.js';
import type { Source } from './broadcast-core.js';
import type { Said } from './broadcast-view.js';
import type { InputState } from './on-air/on-air.js';
import type { Sum } from './on-air/on-and-off.js';

export const PANELS = ['source', 'settings', 'share'] as const;
export type PanelName = (typeof PANELS)[number];
export type Mirror = 'auto' | 'on' | 'off';

export interface StudioView {
  state: BroadcastState;
  hasPicture: boolean;
  /** The title shown to viewers. */
  label: string;
  viewers: number;
  /** Seconds until it goes on air; null: nothing is counted. */
  counting: number | null;
  /** What is counted from; 0: nothing, as the page or the person wants it. */
  countdown: number;
  /** The page lets the person count. */
  mayCount: boolean;
  /** Whether the person is asked if it is to end. */
  asking: boolean;
  /** Of the broadcast that has ended. */
  sum: Sum | null;
  /** Where the last recording went. */
  kept: Said;
  panel: PanelName | null;
  source: Source;
  fileName: string;
  canShareScreen: boolean;
  inputs: Record<CaptureKind, InputState>;
  devices: Devices;
  /** What turns a phone's camera round, where there is something to turn. */
  flip(t: Texts): unknown;
  /** Device ids in use; '' is the system's default. */
  current: Record<DeviceKind, string>;
  resolution: number | undefined;
  frameRate: number | undefined;
  maxBitrate: number | undefined;
  sound: Sound;
  given: { camera: GivenFormat | null; screen: GivenFormat | null };
  /** What the encoder makes, once it is known. */
  sent: GivenFormat | null;
  /** Lines of a picture that this page's line would carry better; null: it carries what is sent. */
  lower: number | null;
  composing: 'worker' | 'canvas' | null;
  corner: Corner;
  mirrored: boolean;
  monitor: boolean;
  canRecord: boolean;
  /** Milliseconds since the recording began; null: none. */
  recordingMs: number | null;
  recordingWay: 'disk' | 'download';
}

export interface StudioActions {
  /** The preview, and from there on air. */
  start(): void;
  /** Once asked, where somebody watches. */
  stop(): void;
  /** The answers. */
  goOn(): void;
  end(): void;
  label(title: string): void;
  count(on: boolean): void;
  toggle(kind: CaptureKind): void;
  panel(name: PanelName, open: boolean): void;
  source(source: Source): void;
  file(file: File): void;
  device(kind: DeviceKind, deviceId: string): void;
  testSpeaker(): void;
  resolution(lines: number | undefined): void;
  /** Takes the smaller picture that is offered; null: keeps this one for as long as the broadcast lasts. */
  sendLines(lines: number | null): void;
  frameRate(frames: number | undefined): void;
  bitrate(kbps: number | undefined): void;
  sound(sound: Sound): void;
  corner(corner: Corner): void;
  mirror(on: boolean): void;
  monitor(on: boolean): void;
  record(): void;
}
