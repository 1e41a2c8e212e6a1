/** What a desk is to capture, and how: known, and changed, before anything is opened. */
import type { CaptureKind } from './capture.js';
import type { FileInput } from './capture-file.js';
import type { CaptureWish } from './capture-wish.js';
import type { ComposeLayout } from './compose-layout.js';

export const DESK_SOURCES = ['camera', 'screen', 'screen-camera', 'file'] as const;
export type DeskSource = (typeof DESK_SOURCES)[number];

/** How the sound of a microphone is treated. */
export const SOUNDS = ['voice', 'music'] as const;
export type Sound = (typeof SOUNDS)[number];

export const DEFAULT_LAYOUT: ComposeLayout = { corner: 'bottom-right', insetScale: 0.24 };

/** Held by whoever has the desk; the desk reads it at each opening, and writes what it is told. */
export interface DeskWishes {
  wish: CaptureWish;
  /** A screen comes with the microphone. */
  voice: boolean;
  file: FileInput | null;
  muted: Readonly<Record<CaptureKind, boolean>>;
  layout: ComposeLayout;
}
