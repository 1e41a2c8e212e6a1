/**
 * Keeps Firefox's pacer out of the way of a carrying link.
 *
 * libwebrtc paces what is sent at 2.5 times its bandwidth estimate, which begins at 300 kbit/s and, as
 * probes go no further than twice what the encoders may need, grows slowly past a dummy of 16×16 pixels
 * (at most 250 kbit/s by Firefox's table of sizes, dom/media/webrtc/libwebrtcglue/VideoStreamFactory.cpp).
 * Frames then wait up to two seconds: measured 0.05 to 1.8 s at the first child, for ten seconds and
 * more. Chromium is told a floor (`withBitrateFloor`); Firefox reads none, but paces no slower than 2.5
 * times the least bitrate of all encoders that run. So one runs beside: a grey picture of 1280×720 a
 * second, worth 1.2 Mbit/s in that table, whose frames end in the worker. Nothing of it is sent, and
 * the child never hears of it: its section is in the descriptions of this side only.
 */

import type { ForwarderClient } from '../worker-client/forwarder-client.js';
import { createCanvasVideo, type DummyTrack } from './dummy-track.js';
import { keepSize } from './peer-connection.js';
import { sectionIndex, withoutSection, withTwinSection } from './sdp.js';

const WIDTH = 1280;
const HEIGHT = 720;
/** An encoder without a frame for two seconds counts as stopped, and its least bitrate is not kept. */
const TICK_MS = 1_000;
/** The first frames may be left out, as nothing is known of the line: more come, and faster. */
const FIRST_TICKS = 15;
const FIRST_TICK_MS = 200;
/** Where the child offers, the section has no name yet. */
const MID = 'pace';

/** Firefox, the only browser that has this class. */
export const needsPacingSender = (): boolean => 'CanvasCaptureMediaStream' in globalThis;

export class PacingSender {
  readonly #picture: DummyTrack = createCanvasVideo(WIDTH, HEIGHT);
  readonly #sender: RTCRtpSender;
  #ticks = 0;
  #cancel: () => void = () => {};
  #closed = false;

  constructor(
    private readonly pc: RTCPeerConnection,
    private readonly forwarder: ForwarderClient,
  ) {
    this.#sender = pc.addTrack(this.#picture.track, new MediaStream());
    this.#sender.transform = forwarder.transform({ role: 'pace' });
    this.#tick();
  }

  /** In the worker's time: a hidden tab's own timers are slowed down. */
  #tick(): void {
    if (this.#closed) return;
    this.#picture.tick();
    const ms = ++this.#ticks < FIRST_TICKS ? FIRST_TICK_MS : TICK_MS;
    this.#cancel = this.forwarder.setTimer(ms, () => this.#tick());
  }

  /** A smaller picture would be worth less. Call when negotiated. */
  keepSize(): Promise<void> {
    return keepSize(this.#sender);
  }

  /** What this side says, as the child is to hear it. */
  said(sdp: string): string {
    const mid = this.#mid;
    return mid === null ? sdp : withoutSection(sdp, mid);
  }

  /** What the child says, as if it took the second picture too. */
  heard(type: 'offer' | 'answer', sdp: string): string {
    const mid = this.#mid ?? MID;
    // An answer has the order of the offer; what is new in an offer comes last.
    const own = type === 'answer' ? this.pc.localDescription?.sdp : undefined;
    return withTwinSection(sdp, 'video', mid, own === undefined ? -1 : sectionIndex(own, mid));
  }

  get #mid(): string | null {
    return this.pc.getTransceivers().find(({ sender }) => sender === this.#sender)?.mid ?? null;
  }

  close(): void {
    this.#closed = true;
    this.#cancel();
    this.#picture.close();
  }
}
