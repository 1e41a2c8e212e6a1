/** What each way of relaying is. Everybody who acts by a way asks here. */
import type { Way } from './types.js';

export interface WayTraits {
  /** Being fed like this is worth this many hops. */
  readonly cost?: number;
  /** Frames are decoded and encoded again: without trailers, in one encoding, and as the browser's estimate allows. */
  readonly reencodes?: boolean;
  /** Frames are written into the sender's own stream: its worker alone feeds, with payload types alike up and down. */
  readonly writes?: boolean;
  /** Each frame leaves in the place of a dummy track's frame. */
  readonly carries?: boolean;
  /** A link has room for both encodings at once. */
  readonly both?: boolean;
}

const TRAITS: Readonly<Record<Way, WayTraits>> = {
  source: { both: true },
  forward: { cost: 0, writes: true, both: true },
  carry: { cost: 0.5, carries: true },
  transcode: { cost: 2, reencodes: true },
};

const NONE: WayTraits = {};

/** Of a link whose parent has not told its way: none. */
export const traitsOf = (way: Way | null | undefined): WayTraits => (way ? TRAITS[way] : NONE);
