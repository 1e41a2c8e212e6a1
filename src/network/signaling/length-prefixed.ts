import { LengthPrefixedDecoder } from '@libp2p/utils';

/** Unsigned varint (multiformats), as length-prefixed libp2p streams use. */
function lengthPrefix(length: number): Uint8Array {
  const bytes: number[] = [];
  let rest = length;
  while (rest >= 0x80) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  bytes.push(rest);
  return Uint8Array.from(bytes);
}

/** One length-prefixed JSON message. */
export function frame(message: object): Uint8Array {
  const body = new TextEncoder().encode(JSON.stringify(message));
  const prefix = lengthPrefix(body.byteLength);
  const whole = new Uint8Array(prefix.byteLength + body.byteLength);
  whole.set(prefix);
  whole.set(body, prefix.byteLength);
  return whole;
}

/** Cuts what a stream brings into length-prefixed messages of at most `maxBytes` each. */
export class LengthPrefixedReader {
  readonly #decoder: LengthPrefixedDecoder;
  readonly #maxBytes: number;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
    this.#decoder = new LengthPrefixedDecoder({
      maxDataLength: maxBytes,
      maxBufferSize: 2 * maxBytes + 16,
    });
  }

  /**
   * The messages that `chunk` completes.
   * @throws when a message is announced that is longer than allowed
   */
  *read(chunk: Uint8Array): Generator<Uint8Array> {
    // A busy page gets many messages in one chunk; only what one message may take is ever buffered.
    for (let at = 0; at < chunk.byteLength; at += this.#maxBytes) {
      const part = chunk.subarray(at, at + this.#maxBytes);
      for (const message of this.#decoder.decode(part)) yield message.subarray();
    }
  }
}
