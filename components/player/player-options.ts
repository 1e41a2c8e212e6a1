/** How a player's properties become the engine's options. */
import type { ViewOptions } from '../../src/base/types.js';
import { oneOf, starList, wholeNumber, words } from '../base/attributes.js';

export const RELAY = ['auto', 'off'] as const;

/** What may change while the stream runs. */
export type SharingOptions = Pick<ViewOptions, 'relay' | 'maxChildren' | 'maxUpload'>;

interface Sharing {
  relay: 'auto' | 'off';
  maxChildren: number | undefined;
  maxUpload: number | undefined;
}

/** What the player gives to other pages; values that make no sense are warned of and left out. */
export function sharingOptions(player: Sharing): SharingOptions {
  const options: SharingOptions = {
    relay: oneOf('<casto-player> relay', player.relay, RELAY, 'auto'),
  };
  const maxChildren = wholeNumber('<casto-player> maxChildren', player.maxChildren);
  const maxUpload = wholeNumber('<casto-player> maxUpload', player.maxUpload);
  if (maxChildren !== undefined) options.maxChildren = maxChildren;
  if (maxUpload !== undefined) options.maxUpload = maxUpload;
  return options;
}

export function viewOptions(player: Sharing & { channel: string; star: string }): ViewOptions {
  const stars = starList('<casto-player> star', player.star);
  return {
    channel: words('<casto-player> channel', player.channel).trim(),
    ...(stars && { stars }),
    ...sharingOptions(player),
  };
}
