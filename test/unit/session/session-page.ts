/** A page in Node, for whole sessions: worker, tracks and WebRTC as far as a session touches them without media. */
import { NO_STATS } from '../../../src/media/worker-client/forwarder-client.js';
import type { ToWorker } from '../../../src/media/worker-client/worker-messages.js';
import { WORKER_WATCH } from '../../../src/media/worker-client/worker-watch.js';

class FakeTrack extends EventTarget {
  readyState = 'live';
  constructor(readonly kind: 'video' | 'audio') {
    super();
  }
}

class FakeMediaStream extends EventTarget {
  constructor(readonly tracks: FakeTrack[] = []) {
    super();
  }
  getTracks = (): FakeTrack[] => this.tracks;
  getVideoTracks = (): FakeTrack[] => this.tracks.filter(({ kind }) => kind === 'video');
  getAudioTracks = (): FakeTrack[] => this.tracks.filter(({ kind }) => kind === 'audio');
}

export const stream = (...kinds: ('video' | 'audio')[]): MediaStream =>
  new FakeMediaStream(kinds.map((kind) => new FakeTrack(kind))) as unknown as MediaStream;

/** Answers and keeps timers as the worker does, until it dies. */
export class FakeWorker extends EventTarget {
  static all: FakeWorker[] = [];
  /** Called with each new worker. */
  static born: (worker: FakeWorker) => void = () => {};
  static reset(): void {
    FakeWorker.born = () => {};
    FakeWorker.all = [];
    FakeWorker.late = false;
  }
  onmessage: ((event: MessageEvent) => void) | null = null;
  /** One that is late keeps timers and says no hello. */
  static late = false;
  alive = true;
  terminated = false;
  readonly #timers = new Map<number, ReturnType<typeof setTimeout>>();

  constructor() {
    super();
    FakeWorker.all.push(this);
    FakeWorker.born(this);
  }
  postMessage(message: ToWorker): void {
    if (!this.alive) return;
    if (message.type === 'stats') {
      if (FakeWorker.late) return;
      queueMicrotask(() => this.say({ type: 'stats', id: message.id, stats: NO_STATS }));
    } else if (message.type === 'timer') {
      const { id, ms } = message;
      this.#timers.set(
        id,
        setTimeout(() => this.say({ type: 'timer', id }), ms),
      );
    } else if (message.type === 'cancel-timer') clearTimeout(this.#timers.get(message.id));
  }
  /** As the script does. */
  say(data: object): void {
    if (!this.alive) return;
    const event = new MessageEvent('message', { data });
    this.onmessage?.(event);
    this.dispatchEvent(event);
  }
  /** Without a word, as workers die. */
  die(): void {
    this.alive = false;
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }
  terminate(): void {
    this.die();
    this.terminated = true;
  }
}

const GLOBALS = {
  Worker: FakeWorker,
  MediaStream: FakeMediaStream,
  RTCPeerConnection: class {},
  RTCRtpReceiver: {
    getCapabilities: () => ({ codecs: [{ mimeType: 'video/VP8' }, { mimeType: 'audio/opus' }] }),
  },
};
/** A dead one is known sooner here. */
export const QUICK_WATCH = { ...WORKER_WATCH, beatMs: 10, deadMs: 60 };
const USUAL_WATCH = { ...WORKER_WATCH };

export function usePage(): {
  watch(limits: Partial<Record<keyof typeof WORKER_WATCH, number>>): void;
  leave(): void;
} {
  Object.assign(globalThis, GLOBALS);
  const watch = (limits: object): void => void Object.assign(WORKER_WATCH, limits);
  watch(QUICK_WATCH);
  return {
    watch,
    leave() {
      watch(USUAL_WATCH);
      for (const name of Object.keys(GLOBALS)) Reflect.deleteProperty(globalThis, name);
    },
  };
}
