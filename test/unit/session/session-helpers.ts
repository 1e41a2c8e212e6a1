/** Stand-ins for what the session holds: a link's control channel, a signalling stream, the clock. */
import { mock } from 'node:test';
import type { Link } from '../../../src/media/link/link.js';
import type { SignalingStream } from '../../../src/network/api.js';
import type { LinkSide } from '../../../src/wire/messages/row.js';
import type { SignalMessage } from '../../../src/wire/messages/signal.js';

export class FakeLink {
  way: Link['way'] = null;
  media: Link['media'] = null;
  quality: Link['quality'] = null;
  choice: Link['choice'] = 'auto';
  unresponsive = false;
  readonly since = performance.now();
  readonly sent: { t: string; [field: string]: unknown }[] = [];
  readonly closings: string[] = [];

  constructor(
    readonly id: string,
    readonly side: LinkSide,
    readonly peer = `peer-of-${id}`,
  ) {}

  send(text: string): boolean {
    this.sent.push(JSON.parse(text));
    return true;
  }
  close(reason: string): void {
    this.closings.push(reason);
  }
  get link(): Link {
    return this as unknown as Link;
  }
  said(t: string): Record<string, unknown>[] {
    return this.sent.filter((message) => message.t === t);
  }
}

export class FakeStream implements SignalingStream {
  readonly sent: SignalMessage[] = [];
  closed = false;
  readonly #listeners: ((message: SignalMessage) => void)[] = [];
  readonly #closeListeners: ((reason: string) => void)[] = [];

  constructor(readonly peer: string) {}

  send(message: SignalMessage): void {
    this.sent.push(message);
  }
  onMessage(listener: (message: SignalMessage) => void): () => void {
    this.#listeners.push(listener);
    return () => {};
  }
  onClose(listener: (reason: string) => void): () => void {
    this.#closeListeners.push(listener);
    return () => {};
  }
  close(): void {
    this.end('closed here');
  }
  /** The other side or the connection ends it. */
  end(reason: string): void {
    if (this.closed) return;
    this.closed = true;
    for (const listener of this.#closeListeners) listener(reason);
  }
  receive(message: SignalMessage): void {
    for (const listener of this.#listeners) listener(message);
  }
}

/** Stands in for timers and `performance.now()` until `stop()`. */
export class FakeTime {
  #ms = 10_000;
  readonly #now = mock.method(performance, 'now', () => this.#ms);

  constructor() {
    mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
  }
  get ms(): number {
    return this.#ms;
  }
  /** In steps of 10 ms, so that timers see about the time they fire at. */
  pass(ms: number): void {
    for (let left = ms; left > 0; left -= 10) {
      const step = Math.min(10, left);
      this.#ms += step;
      mock.timers.tick(step);
    }
  }
  stop(): void {
    mock.timers.reset();
    this.#now.mock.restore();
  }
}
