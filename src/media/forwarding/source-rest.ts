/**
 * What the broadcaster's worker notices of a source that gives no frame: everything rests, the picture
 * alone rests beside the sound, or a key frame was asked for and the encoder has nothing to encode.
 * Pure: the time is an argument.
 */
import type { Encoding } from '../frames/frame-trailer.js';
import type { FromWorker } from '../worker-client/worker-messages.js';

/** No frame of any kind for this long: a broadcaster's children must not take it for a death. */
const IDLE_AFTER_MS = 100;
/** No picture for this long while sound comes, and how often that is told. */
const PICTURE_IDLE_MS = 500;
/** A running encoder makes the key frame with its next frame; one that has none for so long has no input. */
const STILL_AFTER_MS = 150;
/** The first and longest pause between two tries to make the source show its picture again. */
const STILL_REPEAT_MS = [300, 2_400] as const;

interface Asked {
  tellAt: number;
  pauseMs: number;
}

export class SourceRest {
  #releasedAt = 0;
  #pictureAt = 0;
  #toldAt = 0;
  #pictureToldAt = 0;
  readonly #asked = new Map<Encoding, Asked>();

  constructor(private readonly tell: (message: FromWorker) => void) {}

  released(picture: boolean, now: number): void {
    this.#releasedAt = now;
    if (picture) this.#pictureAt = now;
  }

  /** The own encoder has made a picture: whatever was asked for is on its way. */
  encoded(encoding: Encoding): void {
    this.#asked.delete(encoding);
  }

  /** A key frame of the own encoder was asked for. */
  keyFrameAsked(encoding: Encoding, now: number): void {
    const tellAt = Math.min(
      now + STILL_AFTER_MS,
      this.#asked.get(encoding)?.tellAt ?? Number.POSITIVE_INFINITY,
    );
    this.#asked.set(encoding, { tellAt, pauseMs: STILL_REPEAT_MS[0] });
  }

  poll(now: number): void {
    if (now - Math.max(this.#releasedAt, this.#toldAt) > IDLE_AFTER_MS) {
      this.#toldAt = now;
      this.tell({ type: 'idle', picture: false });
    } else if (
      now - this.#releasedAt <= IDLE_AFTER_MS &&
      now - Math.max(this.#pictureAt, this.#pictureToldAt) > PICTURE_IDLE_MS
    ) {
      this.#pictureToldAt = now;
      this.tell({ type: 'idle', picture: true });
    }
    for (const [encoding, asked] of this.#asked) {
      if (now < asked.tellAt) continue;
      asked.tellAt = now + asked.pauseMs;
      asked.pauseMs = Math.min(STILL_REPEAT_MS[1], asked.pauseMs * 2);
      this.tell({ type: 'still', encoding });
    }
  }
}
