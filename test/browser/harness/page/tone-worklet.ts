/** Finds the beeps of source.ts in a stream, block by block (2.7 ms at 48 kHz). */
import { amplitude } from './amplitude.js';

interface ProcessorScope {
  readonly currentTime: number;
  readonly sampleRate: number;
  AudioWorkletProcessor: new () => { readonly port: MessagePort };
  registerProcessor(name: string, processor: new () => unknown): void;
}

const scope = globalThis as unknown as ProcessorScope;

/** `onset`: a beep began at context time `time`, seconds. `tick`: for mapping clocks. */
export type ToneMessage =
  | { type: 'onset'; time: number }
  | { type: 'tick'; time: number; level: number };

const BEEP_HZ = 2000;
const ON = 0.12;
const OFF = 0.04;
const TICK_BLOCKS = 8;

class ToneProcessor extends scope.AudioWorkletProcessor {
  #on = false;
  #blocks = 0;

  process(inputs: Float32Array[][]): boolean {
    const block = inputs[0]?.[0];
    const level = block ? amplitude(block, BEEP_HZ, scope.sampleRate) : 0;
    if (!this.#on && level > ON) {
      this.#on = true;
      this.port.postMessage({ type: 'onset', time: scope.currentTime } satisfies ToneMessage);
    } else if (this.#on && level < OFF) {
      this.#on = false;
    }
    if (this.#blocks++ % TICK_BLOCKS === 0) {
      this.port.postMessage({ type: 'tick', time: scope.currentTime, level } satisfies ToneMessage);
    }
    return true;
  }
}

scope.registerProcessor('casto-tone-reader', ToneProcessor);
