/** CASTO in two lines, without any element on the page. */
import { CastoError, throwIfAborted } from './base/errors.js';
import { oneOf, starList, wholeNumber, words } from './base/settings.js';
import type { CastoStats } from './base/types.js';
import { loadEngine } from './engine-loader.js';
import { assertWebRtc } from './media/link/capabilities.js';
import type { Broadcast, Viewing } from './session/api.js';
import { type Claim, claimChannel } from './session/page/on-air.js';
import { capture, prepareCapture } from './studio/capture/load-capture.js';
import type { OwnCamera } from './studio/capture/own-camera.js';
import type { SoundOptions } from './studio/capture/sound-settings.js';

/** Each like the elements' attribute of that name; the elements have more of them, and more sources. */
export interface CASTOOptions extends SoundOptions {
  /** Slug that `start()` goes live on, default `live`. */
  channel?: string;
  /** One or more multiaddrs or http(s) URLs: a list, or a string separated by spaces. */
  star?: string | string[];
  /** What `start()` captures. With `none`, hand a stream to `start()`. */
  source?: 'camera' | 'screen' | 'none';
  /** Title shown to viewers. */
  label?: string;
  /** kbit/s for video. */
  maxBitrate?: number;
  /** Peers fed directly. */
  maxChildren?: number;
  /** kbit/s a viewer gives to others. */
  maxUpload?: number;
  /** `off`: viewers of this page receive only. */
  relay?: 'auto' | 'off';
}

export interface StartOptions {
  /** Broadcast this stream instead of capturing one; its tracks are left running by `stop()`. */
  stream?: MediaStream;
  /**
   * Called with the devices that the broadcast goes without (`error.device`), and again when others are
   * missing, in the end with none. Each is taken into the stream when it comes.
   */
  onMissing?: (errors: readonly CastoError[]) => void;
  signal?: AbortSignal;
}

export interface WatchOptions {
  signal?: AbortSignal;
}

const SOURCES = ['camera', 'screen', 'none'] as const;
const RELAY = ['auto', 'off'] as const;

type Usable = {
  [K in Exclude<keyof CASTOOptions, 'star' | 'source' | keyof SoundOptions>]:
    | CASTOOptions[K]
    | undefined;
} & {
  stars: string[] | undefined;
  source: (typeof SOURCES)[number];
};

/** What can be used of an author's options; a JavaScript page may pass anything. */
function usable(options: CASTOOptions): Usable {
  const where = (name: string): string => `new CASTO(): ${name}`;
  const text = (name: 'channel' | 'label'): string | undefined =>
    words(where(name), options[name]).trim() || undefined;
  const number = (name: 'maxBitrate' | 'maxChildren' | 'maxUpload', least = 0) =>
    wholeNumber(where(name), options[name], least, MOST[name]);
  return {
    channel: text('channel'),
    stars: starList(where('star'), options.star),
    source: oneOf(where('source'), options.source, SOURCES, 'camera'),
    label: text('label'),
    maxBitrate: number('maxBitrate', 1),
    maxChildren: number('maxChildren'),
    maxUpload: number('maxUpload'),
    relay: options.relay && oneOf(where('relay'), options.relay, RELAY, 'auto'),
  };
}

/** As the elements' attributes have it; kbit/s, and pages. */
const MOST = { maxBitrate: 100_000, maxChildren: undefined, maxUpload: undefined };

/** Leaves out what is undefined, so that the engine's defaults hold. */
function given<T extends object>(options: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, v]) => v !== undefined)) as never;
}

/**
 * Broadcasts and watches channels.
 *
 * ```js
 * const casto = new CASTO();
 * media.srcObject = await casto.start();
 * ```
 */
export class CASTO {
  readonly options: Readonly<CASTOOptions>;
  #broadcast: Broadcast | null = null;
  /** Camera and microphone, or the screen. */
  #captured: { close(): void } | null = null;
  #missing: readonly CastoError[] = [];
  #claim: Claim | null = null;
  #starting: Promise<MediaStream> | null = null;
  #viewings = new Map<Viewing, () => void>();
  #lifetime = new AbortController();

  constructor(options: CASTOOptions = {}) {
    this.options = { ...options };
    if (options.source === 'screen') prepareCapture();
  }

  /** The running broadcast: its state, events, viewers, statistics. */
  get broadcast(): Broadcast | null {
    return this.#broadcast;
  }

  /** Devices that the broadcast goes without, with the reasons: see `error.device`. */
  get missing(): readonly CastoError[] {
    return this.#missing;
  }

  /** Every channel being watched, oldest first. */
  get viewings(): Viewing[] {
    return [...this.#viewings.keys()];
  }

  /** Full id of the channel being broadcast, '' when none is. */
  get channelId(): string {
    return this.#broadcast?.channelId ?? '';
  }

  /**
   * Goes live. Resolves once announced, with the stream being broadcast. A second call while one
   * is running returns the same stream.
   * @throws CastoError: what capturing throws; `no-star`, `star-unreachable`, `star-invalid`,
   * `bad-channel`, `channel-taken`, `unsupported`, `aborted`.
   */
  start(options: StartOptions = {}): Promise<MediaStream> {
    const { stream } = this.#broadcast ?? {};
    if (stream && !this.#over && !this.#starting) return Promise.resolve(stream);
    this.#starting ??= this.#goLive(options).finally(() => {
      this.#starting = null;
    });
    return this.#starting;
  }

  /** The broadcast has ended by itself, or failed. */
  get #over(): boolean {
    const { state } = this.#broadcast ?? {};
    return state === 'error' || state === 'ended';
  }

  async #goLive({ stream, signal, onMissing }: StartOptions): Promise<MediaStream> {
    const ends = this.#endsWith(signal);
    const { channel, label, maxBitrate, maxChildren, source, stars } = usable(this.options);
    if (!stream && source === 'none') {
      throw new CastoError('device-missing', 'With source "none", give start() a stream');
    }
    // Nobody is asked for a camera that could not go on air.
    assertWebRtc();
    // Loading starts while the person answers the permission prompt.
    const loading = loadEngine();
    loading.catch(() => {});
    // One that is over: its camera may be opened only once.
    if (this.#broadcast) await this.#leaveAir();
    let broadcast: Broadcast | null = null;
    let claim: Claim | null = null;
    try {
      claim = claimChannel(channel ?? 'live', {
        leaving: () => this.#over,
        stop: () => this.#leaveAir(),
      });
      this.#claim = claim;
      const media = stream ?? (await this.#capture(source === 'screen', ends, onMissing));
      const engine = await loading;
      if (claim.ready) await claim.ready;
      throwIfAborted(ends);
      broadcast = engine.createBroadcast(
        given({
          channel,
          label,
          maxBitrate,
          maxChildren,
          stars,
        }),
      );
      this.#broadcast = broadcast;
      const before = media.getTracks();
      await broadcast.start(media, { signal: ends });
      const after = media.getTracks();
      // A device that came meanwhile.
      if (after.some((track) => !before.includes(track))) await broadcast.replaceStream(media);
      return media;
    } catch (thrown) {
      await broadcast?.stop();
      claim?.release();
      // A stop() meanwhile has taken these already.
      if (this.#broadcast === broadcast) {
        this.#broadcast = null;
        this.#captured?.close();
        this.#captured = null;
      }
      throw CastoError.from(thrown);
    }
  }

  async #capture(
    screen: boolean,
    signal: AbortSignal,
    onMissing: StartOptions['onMissing'],
  ): Promise<MediaStream> {
    if (screen) {
      const shared = await capture('screen', { signal });
      const close = (): void => {
        for (const track of shared.getTracks()) track.stop();
      };
      this.#captured = { close };
      return shared;
    }
    const { OwnCamera } = await import('./studio/capture/own-camera.js');
    throwIfAborted(signal);
    const camera: OwnCamera = new OwnCamera(this.options, {
      missing: (errors) => {
        if (this.#captured !== camera) return;
        this.#missing = errors;
        onMissing?.(errors);
      },
      changed: async (stream) => {
        // On the way to being live, start() takes what the stream has at its end.
        const { state } = this.#broadcast ?? {};
        if (state === 'live' || state === 'reconnecting') {
          await this.#broadcast?.replaceStream(stream);
        }
      },
    });
    this.#captured = camera;
    return camera.open(signal);
  }

  /**
   * Watches a channel, given by slug or full id. Resolves with its stream once media flows; for a
   * channel that is not live yet, that is when it goes live.
   * @throws CastoError `bad-channel`, `no-star`, `star-unreachable`, `codec-unsupported`, `aborted`…
   */
  async watch(channel: string, { signal }: WatchOptions = {}): Promise<MediaStream> {
    const ends = this.#endsWith(signal);
    throwIfAborted(ends);
    const { maxChildren, maxUpload, relay, stars } = usable(this.options);
    const engine = await loadEngine();
    throwIfAborted(ends);
    const viewing = engine.createViewing(
      given({
        channel: words('watch(): channel', channel).trim(),
        maxChildren,
        maxUpload,
        relay,
        stars,
      }),
    );
    const offs: (() => void)[] = [];
    this.#viewings.set(viewing, () => {
      for (const off of offs) off();
    });
    try {
      await new Promise<void>((resolve, reject) => {
        const onAbort = (): void => {
          reject(new CastoError('aborted', 'The caller cancelled this', { cause: ends.reason }));
        };
        ends.addEventListener('abort', onAbort, { once: true });
        offs.push(
          () => ends.removeEventListener('abort', onAbort),
          viewing.on('state', ({ to }) => {
            if (to === 'playing') resolve();
            else if (to === 'error') {
              reject(viewing.error ?? new CastoError('internal', 'Watching failed'));
            }
          }),
          viewing.on('error', (error) => {
            if (error.fatal) reject(error);
          }),
        );
        viewing.start();
      });
      return viewing.stream;
    } catch (thrown) {
      await this.#close(viewing);
      throw CastoError.from(thrown);
    } finally {
      for (const off of offs.splice(0)) off();
    }
  }

  /** Statistics of the broadcast, else of the channel watched last; null when there is neither. */
  async getStats(): Promise<CastoStats | null> {
    const session = this.#broadcast ?? this.viewings.at(-1);
    return session ? session.getStats() : null;
  }

  /** Ends the broadcast, leaves every watched channel, stops what was captured. Idempotent. */
  async stop(): Promise<void> {
    this.#lifetime.abort();
    this.#lifetime = new AbortController();
    await Promise.all([this.#leaveAir(), ...this.viewings.map((viewing) => this.#close(viewing))]);
  }

  /** Ends the broadcast alone: what is watched goes on. */
  async #leaveAir(): Promise<void> {
    const broadcast = this.#broadcast;
    this.#broadcast = null;
    const captured = this.#captured;
    this.#captured = null;
    this.#missing = [];
    const stopping = broadcast?.stop();
    this.#claim?.release(stopping);
    this.#claim = null;
    await stopping;
    captured?.close();
  }

  async #close(viewing: Viewing): Promise<void> {
    this.#viewings.get(viewing)?.();
    this.#viewings.delete(viewing);
    await viewing.close();
  }

  #endsWith(signal: AbortSignal | undefined): AbortSignal {
    return signal ? AbortSignal.any([signal, this.#lifetime.signal]) : this.#lifetime.signal;
  }
}
