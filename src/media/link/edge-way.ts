/**
 * How media goes over an edge of the tree: one function of what both sides can do.
 *
 * `forward` and `carry` send frames with their trailers, which only a child strips whose received frames pass
 * through a worker (`RTCRtpScriptTransform`). A decoder that is given a trailer makes loud noise of sound.
 */
import { traitsOf } from '../../base/relay-ways.js';
import type { RelayWay } from '../../base/types.js';

export interface Abilities {
  /** What this side could serve children of its own with, best first. */
  ways: readonly RelayWay[];
  /**
   * Whether received frames pass through its worker. Absent: an older page did not say. Then what it could
   * serve with tells, as both `forward` and `carry` need the same transforms.
   */
  marks?: boolean | undefined;
}

export interface EdgeWay {
  way: RelayWay;
  /** A child that forwards must keep its own browser's payload types upstream and down. */
  childOffers: boolean;
}

export const readsTrailers = ({ ways, marks }: Abilities): boolean =>
  marks ?? ways.some((way) => !traitsOf(way).reencodes);

/** @returns null when the two have no way in common */
export function edgeWay(parent: Pick<Abilities, 'ways'>, child: Abilities): EdgeWay | null {
  const able = readsTrailers(child);
  // Whatever its ways were narrowed to: a page with WebRTC can re-encode.
  const ways: readonly RelayWay[] = parent.ways.length > 0 ? parent.ways : ['transcode'];
  const way = ways.find((each) => able || traitsOf(each).reencodes);
  if (!way) return null;
  return {
    way,
    childOffers: !traitsOf(way).writes && child.ways.some((each) => traitsOf(each).writes),
  };
}
