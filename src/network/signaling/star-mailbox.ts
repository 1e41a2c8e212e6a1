import type { PeerId, PrivateKey, PublicKey, Stream } from '@libp2p/interface';
import { peerIdFromString } from '@libp2p/peer-id';
import { backoff } from '../../base/backoff.js';
import { CastoError, throwIfAborted } from '../../base/errors.js';
import { createLog } from '../../base/log.js';
import { KeyedRateLimiter } from '../../base/rate-limiter.js';
import type { SignalMessage } from '../../wire/messages/signal.js';
import {
  type Delivery,
  drawPostId,
  POST,
  POST_PROTOCOL,
  type Posting,
  parseDelivery,
} from '../../wire/post.js';
import type { PageLibp2p } from '../libp2p/libp2p.js';
import { frame, LengthPrefixedReader } from './length-prefixed.js';
import { MailboxCarrier } from './mailbox-carrier.js';
import { LimitedSignalingStream } from './signaling-stream.js';

const log = createLog('network:mailbox');

const MAX = {
  /** Milliseconds for opening the stream to a star. */
  openMs: 5_000,
  /** Milliseconds without an answer after which the relayed connection is tried. */
  answerMs: 1_500,
  /** Milliseconds for closing it. */
  closeMs: 500,
  /** Letters of one sender: a second, and at once. Each costs a signature check. */
  rate: 40,
  burst: 400,
  /** Streams whose first signature waits to be checked. */
  unchecked: 64,
  /** Ids of incoming streams remembered, so that a star cannot play an old join again. */
  seen: 4096,
  /** Bytes that wait for a star that does not read. */
  queuedBytes: 1024 * 1024,
} as const;

export interface StarMailboxOptions {
  libp2p: PageLibp2p;
  /** The node's key. */
  key: PrivateKey;
  /** Why an incoming stream of this peer is refused; null when it is welcome. */
  admit(peer: string): string | null;
  onInbound(signal: LimitedSignalingStream): void;
  /** Post with a star was opened or lost. */
  onChange(): void;
  onDrop(reason: string): void;
}

interface Counter {
  /** Null once opening has failed. */
  opening: Promise<Stream | null>;
  stream: Stream | null;
}

/** The page's side of `/casto/post/1`: one stream to each star, and the virtual streams in them. */
export class StarMailbox {
  readonly #options: StarMailboxOptions;
  readonly #self: string;
  readonly #stars = new Map<string, Counter>();
  /** `star/peer/id` → stream */
  readonly #streams = new Map<string, MailboxCarrier>();
  /** Streams that are closed here and may still have envelopes to send. */
  readonly #leaving = new Set<Promise<void>>();
  readonly #retries = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #seen = new Set<string>();
  readonly #rates = new KeyedRateLimiter(MAX.rate, MAX.burst);
  readonly #stopped = new AbortController();
  #unchecked = 0;

  constructor(options: StarMailboxOptions) {
    this.#options = options;
    this.#self = options.libp2p.peerId.toString();
  }

  /** True while envelopes can be given to this star. */
  serves(star: string): boolean {
    return this.#stars.get(star)?.stream?.status === 'open';
  }

  /** True also while the stream to this star is being opened. */
  mayServe(star: string): boolean {
    return this.#stars.has(star);
  }

  /** Opens the stream to a star we are connected to; keeps it open as long as the connection is. */
  connect(star: PeerId, attempt = 0): void {
    const id = star.toString();
    clearTimeout(this.#retries.get(id));
    this.#retries.delete(id);
    if (this.#stars.has(id) || this.#stopped.signal.aborted) return;
    const counter: Counter = { opening: this.#open(star, attempt), stream: null };
    this.#stars.set(id, counter);
    void counter.opening.then((stream) => {
      if (this.#stars.get(id) !== counter) return;
      counter.stream = stream;
      if (stream) this.#options.onChange();
      else this.#stars.delete(id);
    });
  }

  async #open(star: PeerId, attempt: number): Promise<Stream | null> {
    const { libp2p } = this.#options;
    const id = star.toString();
    const signal = AbortSignal.any([this.#stopped.signal, AbortSignal.timeout(MAX.openMs)]);
    try {
      const stream = await libp2p.dialProtocol(star, POST_PROTOCOL, { signal });
      const opened = performance.now();
      this.#listen(id, stream);
      stream.addEventListener('close', () => {
        this.#lose(id, stream);
        // One that held for long was no failure.
        this.#retry(star, performance.now() - opened > 60_000 ? 0 : attempt);
      });
      if (stream.status !== 'open') throw new Error('The stream was closed at once');
      return stream;
    } catch (error) {
      log(`no post with ${id}`, error);
      // An older star: the relayed connection serves.
      if ((error as Error).name !== 'UnsupportedProtocolError') this.#retry(star, attempt);
      return null;
    }
  }

  #retry(star: PeerId, attempt: number): void {
    const id = star.toString();
    clearTimeout(this.#retries.get(id));
    if (this.#stopped.signal.aborted) return;
    const timer = setTimeout(() => {
      this.#retries.delete(id);
      const connected = this.#options.libp2p.getConnections(star).length > 0;
      if (connected) this.connect(star, attempt + 1);
    }, backoff(attempt));
    this.#retries.set(id, timer);
  }

  #listen(star: string, stream: Stream): void {
    const frames = new LengthPrefixedReader(POST.envelopeBytes);
    stream.addEventListener('message', (event) => {
      if (stream.status !== 'open') return;
      try {
        for (const bytes of frames.read(event.data.subarray())) {
          this.deliver(star, parseDelivery(bytes));
        }
      } catch (error) {
        this.#drop(`star: ${(error as Error).message}`);
        stream.abort(error as Error);
      }
    });
    stream.addEventListener('end', () => stream.abort(new Error('The star ended the post')));
  }

  #lose(star: string, stream: Stream): void {
    const counter = this.#stars.get(star);
    if (counter && (counter.stream === stream || counter.stream === null)) this.#stars.delete(star);
    for (const [key, each] of this.#streams) {
      if (key.startsWith(`${star}/`)) each.lost('the star is gone');
    }
    this.#options.onChange();
  }

  /** Signs with the node's key. */
  async sign(bytes: Uint8Array): Promise<Uint8Array> {
    return this.#options.key.sign(bytes);
  }

  /** Takes what a star hands over; the star is not believed beyond that it may drop envelopes. */
  deliver(star: string, delivery: Delivery): void {
    const { from, id } = delivery;
    const known = this.#streams.get(`${star}/${from}/${id}`);
    if (delivery.gone) {
      known?.lost('the peer is not at the star');
      return;
    }
    if (!this.#rates.take(from)) this.#drop(`rate: ${from}`);
    else if (known) known.receive(delivery);
    else if (delivery.n !== 1) this.#drop(`unknown stream of ${from}`);
    else if (this.#seen.has(`${from}/${id}`)) this.#drop(`replayed stream of ${from}`);
    else if (this.#unchecked >= MAX.unchecked) this.#drop('too many new streams');
    else this.#accept(star, from, id)?.receive(delivery);
  }

  #accept(star: string, from: string, id: string): MailboxCarrier | null {
    let unchecked = true;
    const checked = (): void => {
      if (unchecked) this.#unchecked--;
      unchecked = false;
    };
    const stream = this.#make(star, from, id, {
      onFirst: (kind) => {
        checked();
        this.#remember(`${from}/${id}`);
        if (kind === 'bye') return;
        const refusal = this.#options.admit(from);
        if (refusal !== null) {
          log(`refused stream of ${from}: ${refusal}`);
          this.#options.onDrop(refusal);
          stream?.end();
          return;
        }
        if (!stream) return;
        stream.signal = new LimitedSignalingStream(from, 'inbound', stream);
        this.#options.onInbound(stream.signal);
      },
      onEnd: checked,
    });
    if (stream) this.#unchecked++;
    return stream;
  }

  #remember(stream: string): void {
    this.#seen.add(stream);
    if (this.#seen.size <= MAX.seen) return;
    for (const oldest of this.#seen) {
      this.#seen.delete(oldest);
      return;
    }
  }

  #make(
    star: string,
    peer: string,
    id: string,
    { onFirst, onEnd }: { onFirst(kind: 'message' | 'bye'): void; onEnd(): void },
  ): MailboxCarrier | null {
    const key = keyOf(peer);
    if (!key) {
      this.#drop(`${peer} is no peer with a key in its id`);
      return null;
    }
    const name = `${star}/${peer}/${id}`;
    const stream = new MailboxCarrier({
      self: this.#self,
      peer,
      key,
      id,
      sign: (bytes) => this.sign(bytes),
      post: (posting) => this.#mailbox(star, posting),
      onFirst,
      onEnd: () => {
        if (this.#streams.get(name) === stream) {
          this.#streams.delete(name);
          const flushed = stream.flushed.finally(() => this.#leaving.delete(flushed));
          this.#leaving.add(flushed);
        }
        onEnd();
      },
      onDrop: (reason) => this.#options.onDrop(reason),
    });
    this.#streams.set(name, stream);
    return stream;
  }

  #mailbox(star: string, posting: Posting): void {
    const stream = this.#stars.get(star)?.stream;
    if (stream?.status !== 'open') throw new Error('the star is gone');
    if (stream.writeBufferLength > MAX.queuedBytes) throw new Error('the star does not read');
    stream.send(frame(posting));
  }

  /**
   * Opens a stream with its first message and waits for the first answer.
   * @returns null when the peer has no post with this star, or does not answer in 1.5 s
   * @throws CastoError `no-parent` when the peer is there and refuses, `aborted`
   */
  async open(
    peer: string,
    star: string,
    first: SignalMessage,
    signal?: AbortSignal,
  ): Promise<LimitedSignalingStream | null> {
    const counter = this.#stars.get(star);
    if (!counter || peer === this.#self) return null;
    const timeout = AbortSignal.timeout(MAX.answerMs);
    const bounded = signal ? AbortSignal.any([signal, timeout]) : timeout;
    if (!counter.stream && !(await settled(counter.opening, bounded))) {
      throwIfAborted(signal);
      return null;
    }
    let answered: (outcome: 'message' | 'bye' | 'none') => void = () => {};
    const answer = new Promise<'message' | 'bye' | 'none'>((resolve) => {
      answered = resolve;
    });
    const stream = this.#make(star, peer, drawPostId(), {
      onFirst: (kind) => answered(kind),
      onEnd: () => answered('none'),
    });
    if (!stream) return null;
    const outgoing = new LimitedSignalingStream(peer, 'outbound', stream);
    stream.signal = outgoing;
    outgoing.send(first);
    const outcome = await settled(answer, bounded);
    if (outcome === 'message') return outgoing;
    outgoing.close();
    throwIfAborted(signal);
    if (outcome === 'bye') {
      throw new CastoError('no-parent', `Peer ${peer} refuses to talk`, { fatal: false });
    }
    log(outcome === 'none' ? `${peer} is not at the star` : `${peer} does not answer by post`);
    return null;
  }

  #drop(reason: string): void {
    log(`dropped envelope: ${reason}`);
    this.#options.onDrop(reason);
  }

  /** Closes the streams to the stars, once the farewells of the virtual ones are sent. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    for (const timer of this.#retries.values()) clearTimeout(timer);
    this.#retries.clear();
    await Promise.all(this.#leaving);
    const closed = [...this.#stars.values()].map(async ({ stream }) => {
      await stream?.close({ signal: AbortSignal.timeout(MAX.closeMs) });
    });
    await Promise.allSettled(closed);
    this.#stars.clear();
  }
}

/** Ed25519 ids hold their public key; null for an id that does not. */
function keyOf(peer: string): PublicKey | null {
  try {
    return peerIdFromString(peer).publicKey ?? null;
  } catch {
    return null;
  }
}

/** The promise's value, or null when the signal fires first. */
function settled<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | null> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => resolve(null);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
