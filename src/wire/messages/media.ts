/** How media comes on a link, and what of it is wanted. */
import type { EncodingChoice, RelayWay } from '../../base/types.js';
import { flag, integer, oneOf, optional, RELAY_WAYS, textOrNull } from '../fields.js';
import type { Family } from './row.js';

/** Child to parent: a decoder in this subtree needs a key frame. */
export interface KeyFrameMessage {
  t: 'keyframe';
  /** Of the small encoding. */
  small?: boolean;
}

/** Child to parent, on change: which encodings it needs. */
export interface WantMessage {
  t: 'want';
  /** Somebody below needs the small encoding beside the full one. */
  small: boolean;
  /** What the child's own viewer chose; absent: `auto`. */
  own?: EncodingChoice;
}

/** Parent to child, after the link opens and on change: how media comes. */
export interface MediaMessage {
  t: 'media';
  way: RelayWay | 'source';
  /** False where the frames carry no marks though `way` says `source`: encoded for this child alone. */
  marked?: boolean;
  /** MIME types as in RTCRtpCodec, null for a missing kind. */
  video: string | null;
  audio: string | null;
}

/**
 * Parent to child, on change: which frames come. `step` as in media/frames/layers.ts: 2 all, 1 three quarters,
 * 0 the base (half of them, with two temporal layers).
 */
export interface QualityMessage {
  t: 'quality';
  step: 0 | 1 | 2;
  /** The small encoding instead of the full one. */
  small: boolean;
  /** Why not all of them: this link carries no more, the parent's `max-upload` is used up, or by choice. */
  by: 'link' | 'upload' | 'choice' | null;
  /** Even this is too much: the child may find a better parent. */
  slow: boolean;
}

/**
 * Parent to child, ten times a second while the source gives no frame (paused video, no sound):
 * what tells a resting broadcast from a dead parent.
 */
export interface IdleMessage {
  t: 'idle';
  /** Twice a second: the picture alone rests (a canvas that nobody draws on), sound comes. */
  picture?: boolean;
}

const MIME_CHARS = 128;

export const MEDIA = {
  keyframe: {
    on: 'control',
    from: 'child',
    for: 'media',
    repeated: true,
    read: (f): KeyFrameMessage => ({
      t: 'keyframe',
      ...optional(f, 'small', () => flag(f, 'small')),
    }),
  },
  want: {
    on: 'control',
    from: 'child',
    for: 'media',
    repeated: true,
    read: (f): WantMessage => ({
      t: 'want',
      small: flag(f, 'small'),
      ...optional(f, 'own', () => oneOf(f, 'own', ['auto', 'full', 'small'] as const)),
    }),
  },
  media: {
    on: 'control',
    from: 'parent',
    for: 'media',
    repeated: true,
    read: (f): MediaMessage => ({
      t: 'media',
      way: oneOf(f, 'way', [...RELAY_WAYS, 'source'] as const),
      ...optional(f, 'marked', () => flag(f, 'marked')),
      video: textOrNull(f, 'video', MIME_CHARS),
      audio: textOrNull(f, 'audio', MIME_CHARS),
    }),
  },
  quality: {
    on: 'control',
    from: 'parent',
    for: 'media',
    repeated: true,
    read: (f): QualityMessage => ({
      t: 'quality',
      step: integer(f, 'step', 0, 2) as 0 | 1 | 2,
      small: flag(f, 'small'),
      by: f.by === null ? null : oneOf(f, 'by', ['link', 'upload', 'choice'] as const),
      slow: flag(f, 'slow'),
    }),
  },
  idle: {
    on: 'control',
    from: 'parent',
    for: 'media',
    repeated: true,
    read: (f): IdleMessage => ({ t: 'idle', ...optional(f, 'picture', () => flag(f, 'picture')) }),
  },
} satisfies Family<'media'>;
