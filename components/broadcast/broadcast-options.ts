/** What the attributes ask of the engine. */
import type { BroadcastOptions } from '../../src/types.js';
import { starList, wholeNumber } from '../attributes.js';

export interface BroadcastAttributes {
  channel: string;
  star: string;
  label: string;
  maxBitrate: number | undefined;
  maxChildren: number | undefined;
}

/** Only what is set: the engine has its own defaults. A removed attribute makes a property null. */
export function broadcastOptions(element: BroadcastAttributes): BroadcastOptions {
  const options: BroadcastOptions = { channel: element.channel?.trim() || 'live' };
  const stars = starList(element.star);
  const maxBitrate = wholeNumber('<casto-broadcast> maxBitrate', element.maxBitrate, 1);
  const maxChildren = wholeNumber('<casto-broadcast> maxChildren', element.maxChildren);
  if (stars) options.stars = stars;
  if (element.label) options.label = element.label;
  if (maxBitrate !== undefined) options.maxBitrate = maxBitrate;
  if (maxChildren !== undefined) options.maxChildren = maxChildren;
  return options;
}
