/** What the browser had to invent of the sound that a page plays, by its own counters. */

/** Counters of the track that plays; all in samples. */
export interface SoundSample {
  /** Unix ms. */
  at: number;
  /** Another one after a change of parent: its counters begin again. */
  track: string;
  total: number;
  concealed: number;
  /** How often concealing began. */
  events: number;
  /** Of the concealed ones: silence, to which what is made up fades when nothing comes for some 0.3 s. */
  silent: number;
}

export interface SoundSampler {
  readonly samples: SoundSample[];
  stop(): void;
}

const EVERY_MS = 200;

/**
 * Looks several times a second until `stop()`. The page must have been opened with COUNT_OPEN_THINGS, which
 * keeps hold of its connections.
 */
export function sampleSound(video: HTMLVideoElement): SoundSampler {
  const { openConnections } = window as unknown as { openConnections: Set<RTCPeerConnection> };
  const samples: SoundSample[] = [];
  const look = async (): Promise<void> => {
    const track = (video.srcObject as MediaStream | null)?.getAudioTracks()[0];
    const receiver = [...openConnections]
      .flatMap((connection) => connection.getReceivers())
      .find((each) => each.track === track);
    if (!track || !receiver) return;
    for (const report of (await receiver.getStats()).values()) {
      if (report.type !== 'inbound-rtp') continue;
      samples.push({
        at: Date.now(),
        track: track.id,
        total: report.totalSamplesReceived ?? 0,
        concealed: report.concealedSamples ?? 0,
        events: report.concealmentEvents ?? 0,
        silent: report.silentConcealedSamples ?? 0,
      });
    }
  };
  // A connection that is closed while it is asked has nothing to tell.
  const timer = setInterval(() => void look().catch(() => undefined), EVERY_MS);
  return { samples, stop: () => clearInterval(timer) };
}
