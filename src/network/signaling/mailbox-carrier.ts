import type { PublicKey } from '@libp2p/interface';
import { createLog } from '../../base/log.js';
import { encodeMessage } from '../../wire/encode.js';
import type { SignalMessage } from '../../wire/messages/signal.js';
import { BYE, type Envelope, type Posting, signedBytes } from '../../wire/post.js';
import type { LimitedSignalingStream, SignalingCarrier } from './signaling-stream.js';

const log = createLog('network:mailbox');

/** Letters of one stream whose signatures wait to be checked. */
const MAX_WAITING = 64;

export interface MailboxCarrierOptions {
  /** This page. */
  self: string;
  peer: string;
  /** Key of `peer`, which is inlined in its id. */
  key: PublicKey;
  id: string;
  sign(bytes: Uint8Array): Promise<Uint8Array>;
  /** Gives an envelope to the star; throws when the way to it is closed. */
  post(posting: Posting): void;
  /** The first envelope whose signature is right. */
  onFirst(kind: 'message' | 'bye'): void;
  /** Nothing more is expected for this stream. Called once or more. */
  onEnd(): void;
  onDrop(reason: string): void;
}

/** A virtual stream in the post of one star: signs what goes, checks what comes, keeps the order. */
export class MailboxCarrier implements SignalingCarrier {
  readonly peer: string;
  readonly id: string;
  /** Who gets the messages; an inbound stream has none before its first envelope is checked. */
  signal: LimitedSignalingStream | null = null;
  readonly #options: MailboxCarrierOptions;
  #sent = 0;
  #received = 0;
  #waiting = 0;
  #over = false;
  #sending: Promise<void> = Promise.resolve();
  #receiving: Promise<void> = Promise.resolve();

  constructor(options: MailboxCarrierOptions) {
    this.#options = options;
    this.peer = options.peer;
    this.id = options.id;
  }

  send(message: SignalMessage): number {
    const body = encodeMessage(message);
    this.#enqueue(body);
    return body.length;
  }

  end(): void {
    this.#enqueue(BYE);
    this.forget();
  }

  /** The other side is told here too: a virtual stream has no reset of its own. */
  abort(): void {
    this.end();
  }

  /** Resolves when all that was to be sent is with the star, or cannot be. */
  get flushed(): Promise<void> {
    return this.#sending;
  }

  /** Takes no envelope any more. */
  forget(): void {
    this.#over = true;
    this.#options.onEnd();
  }

  /** The star is lost, or says that the peer is. */
  lost(reason: string): void {
    this.forget();
    this.signal?.lost(`lost: ${reason}`);
  }

  #enqueue(body: string): void {
    const { self: _self, peer: to, id, sign, post } = this.#options;
    const n = ++this.#sent;
    this.#sending = this.#sending
      .then(async () => {
        const signature = await sign(signedBytes(to, { id, n, body }));
        post({ to, id, n, body, sig: btoa(String.fromCharCode(...signature)) });
      })
      .catch((error: unknown) => {
        // A farewell may find the star gone already.
        if (!this.#over) this.lost((error as Error).message);
      });
  }

  receive(envelope: Envelope): void {
    if (++this.#waiting > MAX_WAITING) {
      this.#waiting--;
      this.#drop('too many envelopes at once');
      return;
    }
    this.#receiving = this.#receiving.then(async () => {
      const right = await this.#isRight(envelope);
      this.#waiting--;
      if (this.#over) return;
      if (right) this.#take(envelope);
      // Nothing of a stream that begins with a forgery is worth waiting for.
      else if (this.signal === null) this.forget();
    });
  }

  async #isRight(envelope: Envelope): Promise<boolean> {
    // Cheaper than a signature, and checked again in #take, as envelopes before it may still wait.
    if (envelope.n <= this.#received) {
      this.#drop('repeated envelope');
      return false;
    }
    const { self, key } = this.#options;
    try {
      const signature = Uint8Array.from(atob(envelope.sig), (char) => char.charCodeAt(0));
      if (await key.verify(signedBytes(self, envelope), signature)) return true;
    } catch (error) {
      log('signature cannot be checked', error);
    }
    this.#drop('bad signature');
    return false;
  }

  #take({ n, body }: Envelope): void {
    if (n !== this.#received + 1) {
      this.#drop('a envelope is missing');
      this.lost('a message got lost');
      return;
    }
    this.#received = n;
    if (n === 1) this.#options.onFirst(body === BYE ? 'bye' : 'message');
    if (body !== BYE) {
      this.signal?.receive(body);
      return;
    }
    this.forget();
    this.signal?.lost('closed by the other side');
  }

  #drop(reason: string): void {
    log(`dropped envelope of ${this.peer}: ${reason}`);
    this.#options.onDrop(reason);
  }
}
