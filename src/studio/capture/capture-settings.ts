/** What is to be captured, and how: known, and changed, before anything is opened. */
import type { ComposeLayout } from '../compose/layout.js';
import type { CaptureKind } from '../devices/device.js';
import type { CaptureConstraints } from './constraints.js';
import type { FileInput } from './file-source.js';

export const STUDIO_SOURCES = ['camera', 'screen', 'screen-camera', 'file'] as const;
export type StudioSource = (typeof STUDIO_SOURCES)[number];

export const DEFAULT_LAYOUT: ComposeLayout = { corner: 'bottom-right', insetScale: 0.24 };

/** Held by the owner of the CaptureController, which reads it at each opening and writes what it is told. */
export interface CaptureSettings {
  constraints: CaptureConstraints;
  /** A screen comes with the microphone. */
  voice: boolean;
  file: FileInput | null;
  muted: Readonly<Record<CaptureKind, boolean>>;
  layout: ComposeLayout;
}
