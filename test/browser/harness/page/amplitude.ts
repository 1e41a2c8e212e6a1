/** Amplitude of one frequency in a block: Goertzel's algorithm under a Hann window. */
export function amplitude(block: Float32Array, frequency: number, sampleRate: number): number {
  const omega = (2 * Math.PI * frequency) / sampleRate;
  const factor = 2 * Math.cos(omega);
  let one = 0;
  let two = 0;
  for (let i = 0; i < block.length; i++) {
    const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / block.length);
    const next = (block[i] ?? 0) * window + factor * one - two;
    two = one;
    one = next;
  }
  const power = one * one + two * two - factor * one * two;
  // A Hann window halves the amplitude.
  return (4 * Math.sqrt(Math.max(0, power))) / block.length;
}
