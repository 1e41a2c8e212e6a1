/** A FIFO line with a stream on it, a millisecond at a time, that a controller of a down link steers. */
import type {
  CongestionController,
  CongestionDecision,
  LineRates,
} from '../../../src/media/congestion/congestion-controller.js';
import { Random } from '../../simulation/random.js';

export interface SimulatedLine {
  /** Infinity: no queue ever. */
  kbps: number;
  delayMs: number;
  jitterMs?: number;
  /** 0 to 1, each packet by itself. */
  loss?: number;
  /** Packets; what does not fit is dropped. */
  queue?: number;
  /** A TCP download beside the stream fills the queue, halves its window when that drops, and begins again. */
  download?: boolean;
}

export interface Step {
  at: number;
  decision: CongestionDecision;
}

export interface Trace {
  /** Decisions that differ from the one before. */
  steps: Step[];
  /** What each frame took from sending to the last of its packets, ms; frames that never came are not in it. */
  frames: { at: number; took: number }[];
}

const PACKET_BYTES = 1150;
const TCP_BYTES = 1500;
/** Segments that a download may hand over within a millisecond. */
const TCP_BURST = 4;
const FRAME_MS = 1000 / 24;
const SOUND_MS = 20;
const SOUND_KBPS = 145;
const LOOK_MS = 50;
const REPORT_MS = 1000;
/** The low rendition is asked for up the tree, and an encoder starts. */
const SMALL_STARTS_MS = 300;

/** Full encoding of 580 kbit/s whose base takes 60 %, and a low one of 150; sound with all. */
export const RATES: LineRates = {
  steps: [(348 + SOUND_KBPS) * 1000, (464 + SOUND_KBPS) * 1000, (580 + SOUND_KBPS) * 1000],
  low: (150 + SOUND_KBPS) * 1000,
  sound: SOUND_KBPS * 1000,
};

interface Packet {
  bytes: number;
  frame: number | null;
  /** Which part of the frame. */
  part: number;
  tcp?: true;
}

export function simulate(
  control: CongestionController,
  seconds: number,
  lineAt: (ms: number) => SimulatedLine,
  seed = 1,
): Trace {
  const random = new Random(seed).next;
  const events = new Map<number, (() => void)[]>();
  const later = (at: number, run: () => void): void => {
    const ms = Math.ceil(at);
    events.set(ms, [...(events.get(ms) ?? []), run]);
  };
  const queue: Packet[] = [];
  const missing = new Map<number, { at: number; parts: Set<number> }>();
  const trace: Trace = { steps: [], frames: [] };
  let now = 0;
  let credit = 0;
  let lastOut = 0;
  const counted = { sent: 0, lost: 0 };
  let padding = 0;
  let nextFrame = 0;
  let nextSound = 0;
  let frames = 0;
  let decision = control.look(0);
  let narrowAt = 0;

  const look = (): void => {
    const before = decision;
    decision = control.look(now);
    if (before.step === decision.step && before.narrow === decision.narrow) return;
    if (decision.narrow && !before.narrow) narrowAt = now;
    trace.steps.push({ at: now, decision });
  };
  const tcp = { window: 10, flying: 0, calmUntil: 0 };
  /** Reno: one segment more each round trip, half of them after a loss. */
  const download = (): void => {
    for (let i = 0; i < TCP_BURST && tcp.flying < Math.floor(tcp.window); i++) {
      const line = lineAt(now);
      const full = queue.length >= (line.queue ?? 50);
      tcp.flying++;
      if (!full) {
        queue.push({ bytes: TCP_BYTES, frame: null, part: 0, tcp: true });
        continue;
      }
      const roundTrip = 2 * line.delayMs + (queue.length * TCP_BYTES * 8) / line.kbps;
      later(now + roundTrip, () => {
        tcp.flying--;
        if (now < tcp.calmUntil) return;
        tcp.window = Math.max(2, tcp.window / 2);
        tcp.calmUntil = now + roundTrip;
      });
    }
  };
  const enter = (packet: Packet): void => {
    counted.sent++;
    const line = lineAt(now);
    if (queue.length >= (line.queue ?? 50)) repair(packet, line);
    else queue.push(packet);
  };
  /** NACK and retransmission: a round trip later, the way through the queue again. */
  const repair = (packet: Packet, line: SimulatedLine): void => {
    counted.lost++;
    if (packet.frame === null) return;
    later(now + 2 * line.delayMs + 10, () => enter(packet));
  };
  const leave = (packet: Packet): void => {
    const line = lineAt(now);
    if (packet.tcp) {
      later(now + 2 * line.delayMs, () => {
        tcp.flying--;
        tcp.window += 1 / tcp.window;
      });
      return;
    }
    if (random() < (line.loss ?? 0)) {
      repair(packet, line);
      return;
    }
    lastOut = Math.max(lastOut, now + line.delayMs + random() * (line.jitterMs ?? 0));
    const at = lastOut;
    later(at, () => {
      const waited = packet.frame === null ? undefined : missing.get(packet.frame);
      if (!waited) return;
      waited.parts.delete(packet.part);
      if (waited.parts.size > 0) return;
      const key = packet.frame!;
      missing.delete(key);
      trace.frames.push({ at: waited.at, took: now - waited.at });
      // The report takes the way back, on a channel that repairs nothing. The child's clock is another one.
      const arrived = now + 123_456;
      const line = lineAt(now);
      if (random() < (line.loss ?? 0)) return;
      later(now + line.delayMs + random() * (line.jitterMs ?? 0), () => {
        control.got(key, arrived, now);
        look();
      });
    });
  };
  const sendFrame = (bytes: number, small: boolean): void => {
    const key = frames;
    const parts = Math.max(1, Math.ceil(bytes / PACKET_BYTES));
    missing.set(key, { at: now, parts: new Set(Array.from({ length: parts }, (_, i) => i)) });
    control.sent(key, bytes, now, small);
    for (let part = 0; part < parts; part++) enter({ bytes: bytes / parts, frame: key, part });
  };

  for (; now < seconds * 1000; now++) {
    for (const run of events.get(now) ?? []) run();
    events.delete(now);
    if (now >= nextFrame) {
      nextFrame += FRAME_MS;
      const upper = frames % 2 === 1;
      const sync = frames % 4 === 1;
      if (decision.narrow && now - narrowAt >= SMALL_STARTS_MS) {
        const bps = Math.min(RATES.low, decision.targetBps ?? Infinity) - SOUND_KBPS * 1000;
        sendFrame((Math.max(60_000, bps) / 24 / 8) | 0, true);
      } else if (decision.paused) {
        // The picture stands while the queue drains.
      } else if (!upper || decision.step === 2 || (decision.step === 1 && sync)) {
        sendFrame(((upper ? 232_000 : 348_000) / 12 / 8) | 0, false);
      }
      frames++;
    }
    if (now >= nextSound) {
      nextSound += SOUND_MS;
      enter({ bytes: (SOUND_KBPS * SOUND_MS) / 8, frame: null, part: 0 });
    }
    padding += decision.paddingBps / 8000;
    for (; padding >= PACKET_BYTES; padding -= PACKET_BYTES) {
      enter({ bytes: PACKET_BYTES, frame: null, part: 0 });
    }
    const { kbps, download: downloads } = lineAt(now);
    if (downloads) download();
    credit = queue.length > 0 ? credit + kbps / 8 : 0;
    while (queue[0] && queue[0].bytes <= credit) {
      credit -= queue[0].bytes;
      leave(queue.shift()!);
    }
    if (now % REPORT_MS === REPORT_MS - 1) control.packets(counted.sent, counted.lost);
    if (now % LOOK_MS === 0) look();
  }
  return trace;
}
