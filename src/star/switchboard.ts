import type { Connection, Stream } from '@libp2p/interface';
import { createLog } from '../base/log.js';
import { KeyedRateLimiter } from '../base/rate-limiter.js';
import { frame, LengthPrefixedReader } from '../network/signaling/length-prefixed.js';
import { type Delivery, POST, parsePosting } from '../wire/post.js';

const log = createLog('star:mailbox');

const MAX = {
  /**
   * Envelopes of one page: a second, and at once. A broadcaster answers everyone of a crowd that
   * comes in one second.
   */
  rate: 200,
  burst: 1000,
  /** Bytes of one page: a second, and at once. */
  bytesRate: 256 * 1024,
  bytesBurst: 4 * 1024 * 1024,
  /** Bytes that wait for a page that does not read. */
  queuedBytes: 256 * 1024,
} as const;

export interface SwitchboardOptions {
  /** Pages served at once. */
  maxStreams: number;
  onDrop(reason: string): void;
  onForward(): void;
}

/** The star's side of `/casto/post/1`: hands envelopes from page to page, and writes who they are from. */
export class Switchboard {
  readonly #options: SwitchboardOptions;
  readonly #streams = new Map<string, Stream>();
  readonly #rates = new KeyedRateLimiter(MAX.rate, MAX.burst);
  readonly #bytes = new KeyedRateLimiter(MAX.bytesRate, MAX.bytesBurst);

  constructor(options: SwitchboardOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#streams.size;
  }

  /** Takes a page's stream; an older one of the same page gives way. */
  readonly serve = (stream: Stream, connection: Connection): void => {
    const page = connection.remotePeer.toString();
    const older = this.#streams.get(page);
    if (!older && this.#streams.size >= this.#options.maxStreams) {
      this.#drop('post-full', page);
      stream.abort(new Error('Too many pages'));
      return;
    }
    this.#streams.set(page, stream);
    older?.abort(new Error('Opened again'));
    stream.addEventListener('close', () => {
      if (this.#streams.get(page) === stream) this.#streams.delete(page);
    });
    stream.addEventListener('end', () => stream.abort(new Error('The page ended the post')));
    const frames = new LengthPrefixedReader(POST.envelopeBytes);
    stream.addEventListener('message', (event) => {
      if (stream.status !== 'open') return;
      try {
        for (const bytes of frames.read(event.data.subarray())) {
          this.#forward(page, stream, bytes);
        }
      } catch (error) {
        this.#drop('post-invalid', `${page}: ${(error as Error).message}`);
        stream.abort(error as Error);
      }
    });
  };

  #forward(page: string, stream: Stream, bytes: Uint8Array): void {
    if (!this.#rates.take(page) || !this.#bytes.take(page, bytes.byteLength)) {
      this.#drop('post-rate', page);
      return;
    }
    const { to, id, n, body, sig } = parsePosting(bytes);
    const addressee = this.#streams.get(to);
    if (addressee && this.#hand(addressee, { from: page, id, n, body, sig })) {
      this.#options.onForward();
      return;
    }
    if (addressee) this.#drop('post-slow', to);
    if (!this.#hand(stream, { from: to, id, gone: true })) this.#drop('post-slow', page);
  }

  /** False when the page does not read what it has got already. */
  #hand(stream: Stream, delivery: Delivery): boolean {
    if (stream.status !== 'open' || stream.writeBufferLength > MAX.queuedBytes) return false;
    try {
      stream.send(frame(delivery));
      return true;
    } catch (error) {
      log('not handed over', error);
      return false;
    }
  }

  #drop(reason: string, detail: string): void {
    log(`dropped: ${reason}`, detail);
    this.#options.onDrop(reason);
  }
}
