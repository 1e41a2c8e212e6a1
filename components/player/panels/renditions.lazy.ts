/** Fills the list of sizes that a control bar like media-chrome's looks for: see player/renditions.ts. */
import type { Quality } from '../../../src/base/types.js';
import { AUTO } from '../media/quality.js';
import type { VideoRendition, VideoRenditions } from './renditions.js';

/** The player, as far as its sizes need it. */
export interface RenditionSource extends EventTarget {
  readonly qualities: readonly Quality[];
  quality: string;
  readonly videoWidth: number;
  readonly videoHeight: number;
}

class Rendition implements VideoRendition {
  readonly id: string;
  readonly width: number;
  readonly height: number;
  readonly bitrate: number | undefined;
  readonly #source: RenditionSource;

  constructor(source: RenditionSource, { id, height, bitrate }: Quality) {
    this.#source = source;
    this.id = id;
    this.height = height;
    // All sizes have one shape.
    this.width = Math.round((height * source.videoWidth) / source.videoHeight) || 0;
    this.bitrate = bitrate;
  }

  get selected(): boolean {
    return this.#source.quality === this.id;
  }
  set selected(on: boolean) {
    if (on !== this.selected) this.#source.quality = on ? this.id : AUTO;
  }
}

/** From now on `list` is what `source` offers; the engine has no event for it, so it is looked at now and then. */
export function fillRenditions(list: VideoRenditions, source: RenditionSource): void {
  let known = '[]';
  const all: Rendition[] = [];
  const tell = (type: string, rendition: Rendition): void => {
    list.dispatchEvent(Object.assign(new Event(type), { rendition }));
  };
  const follow = (): void => {
    const { qualities } = source;
    const now = JSON.stringify(qualities);
    if (now === known) return;
    known = now;
    const before = all.splice(
      0,
      all.length,
      ...qualities.map((each) => new Rendition(source, each)),
    );
    for (const index of before.keys()) Reflect.deleteProperty(list, index);
    Object.assign(list, all);
    for (const rendition of before) tell('removerendition', rendition);
    for (const rendition of all) tell('addrendition', rendition);
  };
  Object.defineProperties(list, {
    length: { get: () => all.length },
    selectedIndex: {
      get: () => all.findIndex(({ selected }) => selected),
      set: (index: number) => {
        source.quality = all[index]?.id ?? AUTO;
      },
    },
  });
  list.getRenditionById = (id) => all.find((each) => each.id === id) ?? null;
  for (const type of ['timeupdate', 'emptied']) source.addEventListener(type, follow);
  source.addEventListener('casto-qualitychange', () => list.dispatchEvent(new Event('change')));
  follow();
}
