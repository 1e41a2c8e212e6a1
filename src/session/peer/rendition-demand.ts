/**
 * Which of the broadcaster's encodings goes where. A child on a narrow line gets the small one instead
 * of the full one; a relay with such a child gets both, and only while it has one.
 */

import { traitsOf } from '../../base/relay-ways.js';
import type { EncodingChoice } from '../../base/types.js';
import type { WantedEncoding } from '../../media/frames/layers.js';
import type { Link } from '../../media/link/link.js';
import type { ForwarderClient } from '../../media/worker-client/forwarder-client.js';
import type { WantMessage } from '../../wire/messages/media.js';

export interface RenditionDemandPort {
  forwarder: ForwarderClient;
  /** The parent's link, if there is one. */
  feed(): Link | undefined;
  /** Root: begin (or stop) to make the small encoding. */
  source(small: boolean): void;
  setTimer(ms: number, fn: () => void): () => void;
}

/** The small encoding goes on for this long after its last use: a child that changes its mind starts no encoder. */
const LINGER_MS = 5_000;

const NOTHING: WantMessage = { t: 'want', small: false };

export class RenditionDemand {
  /** Children that asked for both, for their own children. */
  readonly #asked = new Set<string>();
  /** Children that get the small one. */
  readonly #given = new Set<string>();
  #needed = false;
  /** Root: the small encoding is made, or about to end. */
  #made = false;
  #keep = (): void => {};
  #choice: EncodingChoice = 'auto';
  /** The last `want` of each link. */
  readonly #told = new Map<string, string>();

  constructor(
    private readonly root: boolean,
    private readonly port: RenditionDemandPort,
  ) {}

  /** Can this page get the small encoding for a child? A carried link has no room for two. */
  get possible(): boolean {
    if (this.root) return true;
    return traitsOf(this.port.feed()?.way).both === true;
  }

  /** A child says whether it needs the small encoding for children of its own. */
  asked(link: Link, small: boolean): void {
    this.#change(this.#asked, link.id, small);
  }

  /** This child is to get the small encoding, or the full one again. */
  give(link: Link, small: boolean): void {
    this.#change(this.#given, link.id, small);
  }

  /** What this page's own viewer chose. */
  choose(choice: EncodingChoice): void {
    this.#choice = choice;
    this.#tell();
  }

  closed(link: Link): void {
    this.#told.delete(link.id);
    this.#asked.delete(link.id);
    this.#given.delete(link.id);
    this.#settle();
  }

  /** Another parent: it does not know yet, or what it was told is old. */
  fed(link: Link): void {
    this.#tell(link);
  }

  #change(of: Set<string>, link: string, small: boolean): void {
    if (of.has(link) === small) return;
    if (small) of.add(link);
    else of.delete(link);
    const wanted: WantedEncoding = this.#given.has(link)
      ? 'small'
      : this.#asked.has(link)
        ? 'both'
        : 'full';
    this.port.forwarder.post({ type: 'encode', link, wanted });
    this.#settle();
  }

  #settle(): void {
    const needed = this.#asked.size + this.#given.size > 0;
    if (needed === this.#needed) return;
    this.#needed = needed;
    this.#tell();
  }

  #follow(): void {
    this.#keep();
    this.#keep = () => {};
    if (this.#needed) this.#make(true);
    else this.#keep = this.port.setTimer(LINGER_MS, () => this.#make(false));
  }

  #make(small: boolean): void {
    if (small === this.#made) return;
    this.#made = small;
    this.port.source(small);
  }

  #tell(feed = this.port.feed()): void {
    if (this.root) {
      this.#follow();
      return;
    }
    this.port.forwarder.post({ type: 'both', on: this.#needed });
    if (!feed) return;
    const own = this.#choice === 'auto' ? {} : { own: this.#choice };
    const text = JSON.stringify({ ...NOTHING, small: this.#needed, ...own } satisfies WantMessage);
    if (text === (this.#told.get(feed.id) ?? JSON.stringify(NOTHING))) return;
    if (feed.send(text)) this.#told.set(feed.id, text);
  }
}
