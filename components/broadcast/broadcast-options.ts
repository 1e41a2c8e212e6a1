/** What the attributes ask of the engine. */

import type { SoundWish } from '../../src/media/capture-wish.js';
import { SOUNDS, type Sound } from '../../src/media/desk-wishes.js';
import type { BroadcastOptions } from '../../src/types.js';
import { oneOf, onOrOff, starList, wholeNumber } from '../attributes.js';

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

export interface SoundAttributes {
  sound: Sound;
  echoCancellation: 'on' | 'off' | undefined;
  noiseSuppression: 'on' | 'off' | undefined;
  autoGain: 'on' | 'off' | undefined;
}

/** A property takes any value: what is not known warns and is left to its default. */
export function soundWish(element: SoundAttributes): SoundWish {
  const onOff = (name: Exclude<keyof SoundAttributes, 'sound'>): boolean | undefined => {
    const word = onOrOff(`<casto-broadcast> ${name}`, element[name]);
    return word === undefined ? undefined : word === 'on';
  };
  return {
    sound: oneOf('<casto-broadcast> sound', element.sound, SOUNDS, 'voice'),
    echoCancellation: onOff('echoCancellation'),
    noiseSuppression: onOff('noiseSuppression'),
    autoGain: onOff('autoGain'),
  };
}
