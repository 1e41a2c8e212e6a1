/**
 * A pair of connections inside the page: what the encoder of the first sends goes nowhere but through the
 * transform of its sender. An encoder runs only while its connection is up, so that is watched. Usually
 * the two find each other by the page's own addresses. Where WebRTC may not use those (IP protection,
 * proxied UDP only), TURN servers are the way, and they are asked only then.
 */
import { CastoError } from '../../base/errors.js';
import { hasTurn } from '../../base/ice-servers.js';
import { createLog } from '../../base/log.js';
import { openConnection } from '../link/peer-connection.js';
import { uprightOffer } from './upright.js';

const log = createLog('media:encoder');

/** Without servers a pair takes some 10 ms; on a busy machine it may take longer. */
const SERVERS_AFTER_MS = 1_500;
/** With them: the longest that is waited before it is told, from the beginning. */
const FAILED_AFTER_MS = 8_000;
/** A pair that was up and is down (the network has changed) is connected again at this interval. */
const AGAIN_MS = 2_000;
/** Tries until it is told. Counted, as a page that slept has not tried meanwhile. */
const TRIES_TOLD = 4;

export interface LoopbackOptions {
  iceServers(): RTCIceServer[];
  /** What of the answer the sending side is told. */
  answer(sdp: string): string;
  /** A pair that was up does not come up again; null: it has. */
  lost?(error: CastoError | null): void;
}

export class Loopback {
  /** The sending side. */
  readonly near = openConnection({});
  /** Resolves when it is up for the first time; rejects with `unsupported` when that does not come. */
  readonly up: Promise<void>;
  readonly #far = openConnection({});
  readonly #options: LoopbackOptions;
  #settle!: { resolve(): void; reject(error: CastoError): void };
  #wasUp = false;
  #closed = false;
  #candidates = 0;
  #withServers = false;
  #timers: ReturnType<typeof setTimeout>[] = [];
  #tries = 0;
  #work: Promise<void> = Promise.resolve();

  constructor(options: LoopbackOptions) {
    this.#options = options;
    this.up = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    // The small encoding's nobody waits for.
    this.up.catch(() => {});
    const { near } = this;
    const far = this.#far;
    this.#exchange(near, far);
    this.#exchange(far, near);
    near.onicegatheringstatechange = () => {
      // Not one address may be used: no need to wait.
      if (near.iceGatheringState === 'complete' && this.#candidates === 0) this.#useServers();
    };
    near.onconnectionstatechange = () => this.#stateChanged(near.connectionState);
  }

  #exchange(from: RTCPeerConnection, to: RTCPeerConnection): void {
    from.onicecandidate = ({ candidate }) => {
      if (candidate?.candidate) this.#candidates++;
      void to.addIceCandidate(candidate).catch(() => {});
    };
  }

  /** Describes both sides to each other; `near` must have its transceivers. */
  async connect(): Promise<void> {
    this.#timers.push(setTimeout(() => this.#useServers(), SERVERS_AFTER_MS));
    this.#timers.push(setTimeout(() => this.#giveUp(), FAILED_AFTER_MS));
    await this.#queue(() => this.#negotiate(false));
  }

  #queue(step: () => Promise<void>): Promise<void> {
    const done = this.#work.then(() => (this.#closed ? undefined : step()));
    this.#work = done.catch((error: unknown) => log(`the loopback: ${error}`));
    return done;
  }

  async #negotiate(iceRestart: boolean): Promise<void> {
    const { near } = this;
    const far = this.#far;
    await near.setLocalDescription(await near.createOffer({ iceRestart }));
    await far.setRemoteDescription(uprightOffer(near.localDescription!));
    await far.setLocalDescription();
    const sdp = this.#options.answer(far.localDescription!.sdp);
    await near.setRemoteDescription({ type: 'answer', sdp });
  }

  #stateChanged(state: RTCPeerConnectionState): void {
    if (state === 'connected') {
      this.#wasUp = true;
      for (const timer of this.#timers.splice(0)) clearTimeout(timer);
      this.#settle.resolve();
      if (this.#tries >= TRIES_TOLD) this.#options.lost?.(null);
      this.#tries = 0;
    } else if (this.#wasUp && (state === 'disconnected' || state === 'failed')) this.#again();
  }

  /** The address that the pair went over is gone: others may be there, or come. */
  #again(): void {
    if (this.#closed || this.#timers.length > 0) return;
    this.#timers.push(
      setTimeout(() => {
        this.#timers.length = 0;
        if (this.near.connectionState === 'connected') return;
        if (++this.#tries === TRIES_TOLD && this.#wasUp) this.#options.lost?.(this.#lost());
        this.#takeServers();
        this.#restart();
        this.#again();
      }, AGAIN_MS),
    );
  }

  #takeServers(): boolean {
    const iceServers = this.#options.iceServers();
    if (iceServers.length === 0) return false;
    try {
      for (const pc of [this.near, this.#far]) {
        pc.setConfiguration({ ...pc.getConfiguration(), iceServers });
      }
    } catch (error) {
      log(`the loopback refused the ICE servers: ${error}`);
    }
    return true;
  }

  /** A failure is in the log, and the next try comes. */
  #restart(): void {
    this.#queue(() => this.#negotiate(true)).catch(() => {});
  }

  #useServers(): void {
    if (this.#closed || this.#wasUp || this.#withServers) return;
    this.#withServers = true;
    if (!this.#takeServers()) return;
    log('the loopback does not connect by itself, ICE servers are tried');
    this.#restart();
  }

  #giveUp(): void {
    if (this.#closed || this.#wasUp) return;
    const turn = hasTurn(this.#options.iceServers());
    this.#settle.reject(
      new CastoError(
        'unsupported',
        'The encoder cannot start: this browser lets WebRTC use none of its addresses (an IP protection ' +
          `or a proxy setting), ${turn ? 'and the TURN servers that are named do not answer' : 'and no TURN server is named'}. ` +
          this.#todo(turn),
      ),
    );
    // A caller that does not give up gets it, and a report, once that is possible.
    this.#tries = TRIES_TOLD;
    this.#timers.length = 0;
    this.#again();
  }

  #lost(): CastoError {
    return new CastoError(
      'no-media',
      'Viewers get nothing: the network cuts the encoder off. It is tried again. Check the network. ' +
        this.#todo(hasTurn(this.#options.iceServers())),
      { fatal: false },
    );
  }

  #todo(turn: boolean): string {
    return (
      `Allow local addresses, or ${turn ? 'check the TURN servers and their passwords' : 'name a TURN server'} ` +
      '(`iceServers` in casto.json or configure())'
    );
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const timer of this.#timers.splice(0)) clearTimeout(timer);
    for (const pc of [this.near, this.#far]) {
      pc.onicecandidate = null;
      pc.onicegatheringstatechange = null;
      pc.onconnectionstatechange = null;
      pc.close();
    }
    this.#settle.reject(new CastoError('closed', 'The encoder was stopped'));
  }
}
