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
