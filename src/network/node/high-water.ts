/**
 * The highest numbers that this owner has used: of records (`sequence`) and of the tree (`epoch`).
 * Whoever holds a higher one refuses what comes after it, so they must rise over reloads as well,
 * whatever clock they are made from. They are stored beside the owner key and lost only with it.
 */
import { createLog } from '../../base/log.js';
import { isPlausibleTime } from '../stars/star-clock.js';
import { updateStored } from './key-store.js';

const log = createLog('network:high-water');

const NAME = 'highest';
/** Milliseconds in one epoch, as far as its number is made from a clock. */
const EPOCH_MS = 100;
/** Epochs that a page may have raised between the last time it was stored and its end. */
const EPOCH_SLACK = 1_000;

interface Marks {
  sequence: number;
  epoch: number;
}

/** Zeros for a mark that this code did not write: its number would be used forever. */
function marksOf(stored: unknown): Marks {
  const { sequence, epoch } = (stored ?? {}) as Partial<Record<keyof Marks, unknown>>;
  const sound = (value: unknown, unitMs: number): number =>
    Number.isSafeInteger(value) && isPlausibleTime((value as number) * unitMs)
      ? (value as number)
      : 0;
  return { sequence: sound(sequence, 1), epoch: sound(epoch, EPOCH_MS) };
}

export class HighWater {
  #marks: Marks = { sequence: 0, epoch: 0 };
  #storing = false;
  #stale = false;

  /** @param stored false: for this page alone, as with an owner key that is not this browser's */
  constructor(private readonly stored: boolean) {}

  /** Reads what earlier pages of this owner have used; never rejects. */
  async load(): Promise<void> {
    if (this.stored) await this.#sync();
  }

  /** A number above all those before, and not below `atLeast`. */
  sequence(atLeast: number): number {
    this.#marks.sequence = Math.max(this.#marks.sequence + 1, atLeast);
    this.#store();
    return this.#marks.sequence;
  }

  /** Where a broadcaster that begins at `now` may begin to count, Unix time in milliseconds. */
  firstEpoch(now: number): number {
    const { epoch } = this.#marks;
    const first = Math.max(epoch === 0 ? 0 : epoch + EPOCH_SLACK, Math.floor(now / EPOCH_MS));
    this.usedEpoch(first);
    return first;
  }

  usedEpoch(epoch: number): void {
    if (epoch <= this.#marks.epoch) return;
    this.#marks.epoch = epoch;
    this.#store();
  }

  /** One transaction at a time; what changes meanwhile goes into the next. */
  #store(): void {
    this.#stale = true;
    if (this.stored && !this.#storing) void this.#sync();
  }

  async #sync(): Promise<void> {
    this.#storing = true;
    try {
      do {
        this.#stale = false;
        await updateStored(NAME, (held) => {
          const theirs = marksOf(held);
          this.#marks = {
            sequence: Math.max(theirs.sequence, this.#marks.sequence),
            epoch: Math.max(theirs.epoch, this.#marks.epoch),
          };
          return { ...this.#marks };
        });
      } while (this.#stale);
    } catch (error) {
      log('not stored', error);
    } finally {
      this.#storing = false;
    }
  }
}

let shared: Promise<HighWater> | null = null;

/** The marks that go with this browser's owner key. */
export function ownerMarks(): Promise<HighWater> {
  shared ??= (async () => {
    const marks = new HighWater(true);
    await marks.load();
    return marks;
  })();
  return shared;
}
