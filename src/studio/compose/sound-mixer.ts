/** Several sounds as one track, with Web Audio. Its inputs may change while it is heard. */

export class SoundMixer {
  readonly #context: AudioContext;
  readonly #out: MediaStreamAudioDestinationNode;
  readonly #inputs = new Map<MediaStreamTrack, MediaStreamAudioSourceNode>();

  constructor() {
    this.#context = new AudioContext({ latencyHint: 'interactive', sampleRate: 48_000 });
    this.#out = this.#context.createMediaStreamDestination();
  }

  /** One and the same track until `close()`. */
  get track(): MediaStreamTrack {
    return this.#out.stream.getAudioTracks()[0]!;
  }

  setInputs(tracks: readonly MediaStreamTrack[]): void {
    for (const [track, node] of this.#inputs) {
      if (tracks.includes(track)) continue;
      node.disconnect();
      this.#inputs.delete(track);
    }
    for (const track of tracks) {
      if (this.#inputs.has(track)) continue;
      const node = this.#context.createMediaStreamSource(new MediaStream([track]));
      node.connect(this.#out);
      this.#inputs.set(track, node);
    }
    // A page that captures may play; elsewhere the next click lets it.
    if (this.#context.state === 'suspended') this.#context.resume().catch(() => {});
  }

  /** Idempotent. */
  close(): void {
    for (const node of this.#inputs.values()) node.disconnect();
    this.#inputs.clear();
    this.track.stop();
    if (this.#context.state !== 'closed') this.#context.close().catch(() => {});
  }
}
