import type { Stream } from '@libp2p/interface';
import { fitted } from '../../wire/encode.js';
import { LIMITS } from '../../wire/limits.js';
import type { SignalMessage } from '../../wire/messages/signal.js';
import { frame, LengthPrefixedReader } from './length-prefixed.js';
import { LimitedSignalingStream, SIGNALING, type SignalingCarrier } from './signaling-stream.js';

/** Carries signalling on a libp2p stream of its own: length-prefixed JSON both ways. */
class RelayCarrier implements SignalingCarrier {
  readonly #stream: Stream;

  constructor(stream: Stream) {
    this.#stream = stream;
  }

  send(message: SignalMessage): number {
    const bytes = frame(fitted(message));
    this.#stream.send(bytes);
    return bytes.byteLength;
  }

  end(reason: string): void {
    const signal = AbortSignal.timeout(SIGNALING.closeMs);
    const abort = (): void => this.abort(reason);
    // A half-closed yamux stream lives until the other side closes too; it may never.
    const timer = setTimeout(abort, SIGNALING.closeMs);
    this.#stream.addEventListener('close', () => clearTimeout(timer), { once: true });
    this.#stream.close({ signal }).catch(abort);
  }

  abort(reason: string): void {
    this.#stream.abort(new Error(reason));
  }
}

/** A signalling stream over `/casto/signal/1`. */
export function signalOverStream(
  stream: Stream,
  peer: string,
  direction: 'inbound' | 'outbound',
): LimitedSignalingStream {
  const signal = new LimitedSignalingStream(peer, direction, new RelayCarrier(stream));
  const frames = new LengthPrefixedReader(LIMITS.messageBytes);
  stream.addEventListener('message', (event) => {
    if (signal.closed) return;
    try {
      for (const body of frames.read(event.data.subarray())) {
        signal.receive(body);
        if (signal.closed) return;
      }
    } catch (error) {
      signal.fail((error as Error).message);
    }
  });
  // Not `remoteCloseWrite`: that comes before the last messages are handed out.
  stream.addEventListener('end', () => signal.endWith('closed by the other side'));
  stream.addEventListener('close', (event) => {
    signal.lost(event.error ? `lost: ${event.error.message}` : 'closed');
  });
  return signal;
}
