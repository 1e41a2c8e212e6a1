/** What the attributes ask of the engine. */
import type { BroadcastOptions } from '../../src/base/types.js';
import { starList, wholeNumber, words } from '../base/attributes.js';

/** More than any encoder of a browser makes, kbit/s. */
export const MOST_KBPS = 100_000;

export interface BroadcastAttributes {
  channel: string;
  star: string;
  label: string;
  maxBitrate: number | undefined;
  maxChildren: number | undefined;
}

/** Only what is set: the engine has its own defaults. A removed attribute makes a property null. */
export function broadcastOptions(element: BroadcastAttributes): BroadcastOptions {
  const options: BroadcastOptions = {
    channel: words('<casto-broadcast> channel', element.channel).trim() || 'live',
  };
  const stars = starList('<casto-broadcast> star', element.star);
  const maxBitrate = wholeNumber('<casto-broadcast> maxBitrate', element.maxBitrate, 1, MOST_KBPS);
  const maxChildren = wholeNumber('<casto-broadcast> maxChildren', element.maxChildren);
  const label = words('<casto-broadcast> label', element.label);
  if (stars) options.stars = stars;
  if (label) options.label = label;
  if (maxBitrate !== undefined) options.maxBitrate = maxBitrate;
  if (maxChildren !== undefined) options.maxChildren = maxChildren;
  return options;
}
