/** The page's side of the forwarding worker. One worker a session; `close()` ends it. */
import type { CastoError } from '../../base/errors.js';
import { Emitter } from '../../base/events.js';
import { createLog } from '../../base/log.js';
import type { LineState } from '../congestion/down-lines.js';
import type { FedFrame } from '../frames/encoded-feed.js';
import type { EncodedStreams, Kind } from '../frames/encoded-frames.js';
import type { Encoding } from '../frames/frame-trailer.js';
import type { FromWorker, ToWorker, TransformRole, WorkerStats } from './worker-messages.js';
import { startWorker } from './worker-start.js';

const log = createLog('media:worker');
const ANSWER_TIMEOUT_MS = 2000;
export const NO_STATS: WorkerStats = {
  downTracks: {},
  ups: {},
  released: [0, 0, 0],
  releasedSmall: [0, 0, 0],
  uploaded: 0,
};

export interface ForwarderEvents {
  needKeyFrame: Encoding;
  tick: { link: string; kind: Kind };
  flowing: { link: string; kind: Kind };
  /** The link is later than usual: time to warm up another. */
  suspect: { link: string };
  /** A suspect link has frames again. */
  resumed: { link: string };
  silent: { link: string; ms: number };
  /** For the parent: what arrived on this up link. */
  report: { link: string; data: ArrayBuffer };
  line: { link: string; line: LineState };
  wait: { link: string; ms: number };
  /** Padding is to be sent on this down link. */
  pad: { link: string; bytes: number };
  /** Sound comes, but no picture. */
  noPicture: { link: string };
  /** Nothing is released; with `picture`, no picture beside the sound. */
  idle: { picture: boolean; link?: string };
  /** The own encoder gets nothing to encode although a key frame is wanted. */
  still: Encoding;
  /** Asked for by `feed`. */
  fed: FedFrame;
  /** The whole page stood still: frozen, or the computer slept. */
  woke: { ms: number };
  /** The own encoder's first frame of this kind. */
  encoding: { kind: Kind };
  /** The worker has not started yet, and is waited for. */
  slow: CastoError;
  /** The worker does not run (fatal), or no longer. Nothing that runs in it comes after this. */
  failed: CastoError;
}

export class ForwarderClient extends Emitter<ForwarderEvents> {
  /** Resolves when the worker runs; rejects with the error that says why it does not. */
  readonly ready: Promise<void>;
  readonly #worker: Worker;
  readonly #end: () => void;
  readonly #timers = new Map<number, () => void>();
  readonly #waiting = new Map<number, (message: FromWorker) => void>();
  #nextId = 1;
  #closed = false;

  /** @throws CastoError `unsupported` when the browser refuses the worker at once. */
  constructor(workerUrl?: string) {
    super();
    const { worker, ready, end } = startWorker(workerUrl, {
      slow: (error) => this.emit('slow', error),
      failed: (error) => {
        log(error.message);
        this.emit('failed', error);
      },
    });
    this.ready = ready;
    this.#worker = worker;
    this.#end = end;
    this.#worker.onmessage = (event: MessageEvent<FromWorker>) => this.#receive(event.data);
    this.#worker.onerror = (event) => log(`worker failed: ${event.message}`);
  }

  #receive(message: FromWorker): void {
    if (this.#closed) return;
    switch (message.type) {
      case 'need-keyframe':
        this.emit('needKeyFrame', message.encoding);
        break;
      case 'tick':
        this.emit('tick', { link: message.link, kind: message.kind });
        break;
      case 'flowing':
        this.emit('flowing', { link: message.link, kind: message.kind });
        break;
      case 'silent':
        this.emit('silent', { link: message.link, ms: message.ms });
        break;
      case 'report':
        this.emit('report', message);
        break;
      case 'line':
        this.emit('line', message);
        break;
      case 'wait':
        this.emit('wait', message);
        break;
      case 'pad':
        this.emit('pad', message);
        break;
      case 'suspect':
        this.emit('suspect', { link: message.link });
        break;
      case 'resumed':
        this.emit('resumed', { link: message.link });
        break;
      case 'idle':
        this.emit('idle', message);
        break;
      case 'no-picture':
        this.emit('noPicture', { link: message.link });
        break;
      case 'still':
        this.emit('still', message.encoding);
        break;
      case 'encoding':
        this.emit('encoding', { kind: message.kind });
        break;
      case 'woke':
        this.emit('woke', { ms: message.ms });
        break;
      case 'timer': {
        const fire = this.#timers.get(message.id);
        this.#timers.delete(message.id);
        fire?.();
        break;
      }
      case 'fed':
        this.emit('fed', message);
        break;
      case 'log':
        log(message.message);
        break;
      case 'stats':
      case 'captured':
        this.#waiting.get(message.id)?.(message);
        this.#waiting.delete(message.id);
        break;
    }
  }

  post(message: ToWorker, transfer: Transferable[] = []): void {
    if (!this.#closed) this.#worker.postMessage(message, transfer);
  }

  /** Hands a sender's encoded streams to the worker (`forward`). */
  forward(link: string, kind: Kind, streams: EncodedStreams): void {
    this.post({ type: 'forward', link, kind, streams }, [
      streams.readable as unknown as Transferable,
      streams.writable as unknown as Transferable,
    ]);
  }

  /** A transform whose frames the worker handles in this role. */
  transform(role: TransformRole): RTCRtpScriptTransform {
    return new RTCRtpScriptTransform(this.#worker, role);
  }

  /**
   * Like `setTimeout`, but kept by the worker: browsers slow a hidden tab's own timers down to one a
   * second or a minute. Returns what cancels it.
   */
  setTimer(ms: number, fn: () => void): () => void {
    const id = this.#nextId++;
    this.#timers.set(id, fn);
    this.post({ type: 'timer', id, ms });
    return () => {
      if (this.#timers.delete(id)) this.post({ type: 'cancel-timer', id });
    };
  }

  async stats(): Promise<WorkerStats> {
    const answer = await this.#ask((id) => ({ type: 'stats', id }));
    return answer?.type === 'stats' ? answer.stats : NO_STATS;
  }

  /** Capture time (broadcaster's Unix ms modulo 2^32) of a video frame of this link. */
  async captured(
    link: string,
    rtpTimestamp: number,
  ): Promise<{ captureMs: number; estimated: boolean } | null> {
    const answer = await this.#ask((id) => ({ type: 'captured', id, link, rtpTimestamp }));
    if (answer?.type !== 'captured' || answer.captureMs === null) return null;
    return { captureMs: answer.captureMs, estimated: answer.estimated };
  }

  #ask(make: (id: number) => ToWorker): Promise<FromWorker | null> {
    if (this.#closed) return Promise.resolve(null);
    const id = this.#nextId++;
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        resolve(null);
      }, ANSWER_TIMEOUT_MS);
      this.#waiting.set(id, (message) => {
        clearTimeout(timer);
        resolve(message);
      });
      this.post(make(id));
    });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#end();
    for (const settle of this.#waiting.values()) settle({ type: 'log', message: 'closed' });
    this.#waiting.clear();
    this.#timers.clear();
    this.removeAllListeners();
  }
}
