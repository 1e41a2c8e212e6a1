/** What the studio's views are given, and what they may ask for. */
import type { CaptureKind } from '../../src/media/capture.js';
import type { DeviceKind, Devices } from '../../src/media/capture-devices.js';
import type { GivenFormat } from '../../src/media/capture-wish.js';
import type { Corner } from '../../src/media/compose-layout.js';
import type { Sound } from '../../src/media/desk-wishes.js';
import type { BroadcastState } from '../../src/types.js';
import type { Texts } from '../i18n/texts.js';
import type { Source } from './broadcast-core.js';
import type { InputState } from './on-air.js';

export const PANELS = ['source', 'settings', 'share'] as const;
export type PanelName = (typeof PANELS)[number];
export type Mirror = 'auto' | 'on' | 'off';

export interface StudioView {
  state: BroadcastState;
  hasPicture: boolean;
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
  start(): void;
  stop(): void;
  toggle(kind: CaptureKind): void;
  panel(name: PanelName, open: boolean): void;
  source(source: Source): void;
  file(file: File): void;
  device(kind: DeviceKind, deviceId: string): void;
  testSpeaker(): void;
  resolution(lines: number | undefined): void;
  frameRate(frames: number | undefined): void;
  bitrate(kbps: number | undefined): void;
  sound(sound: Sound): void;
  corner(corner: Corner): void;
  mirror(on: boolean): void;
  monitor(on: boolean): void;
  record(): void;
}
