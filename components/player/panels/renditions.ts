/**
 * The sizes of the picture under the names by which control bars know them: `videoRenditions`, a list as
 * media-chrome's media-tracks has it. It is empty until lazy/renditions.ts fills it, for few pages have such a bar.
 */
export interface VideoRendition {
  readonly id: string;
  readonly width: number;
  readonly height: number;
  readonly bitrate: number | undefined;
  selected: boolean;
}

/** Sends `addrendition` and `removerendition`, with `event.rendition`, and `change`. */
export interface VideoRenditions extends EventTarget, Iterable<VideoRendition> {
  readonly [index: number]: VideoRendition;
  readonly length: number;
  /** -1: the choice is left to the engine. */
  selectedIndex: number;
  getRenditionById(id: string): VideoRendition | null;
}

export const noRenditions = (): VideoRenditions => {
  const list: EventTarget = Object.assign(new EventTarget(), {
    length: 0,
    selectedIndex: -1,
    // Of anything that has a length and numbers.
    [Symbol.iterator]: Array.prototype.values,
    getRenditionById: () => null,
  });
  return list as VideoRenditions;
};
