/** Stand-ins for a browser's streams, tracks and connections, for the parts that need nothing else of it. */

export class FakeTrack extends EventTarget {
  readyState: 'live' | 'ended' = 'live';
  enabled = true;
  muted = false;
  contentHint = '';
  readonly label: string;

  constructor(
    readonly kind: 'video' | 'audio',
    readonly deviceId = `${kind}-1`,
  ) {
    super();
    this.label = deviceId;
  }
  getSettings(): { deviceId: string } {
    return { deviceId: this.deviceId };
  }
  clone(): FakeTrack {
    return new FakeTrack(this.kind, this.deviceId);
  }
  /** As a script does it: no event. */
  stop(): void {
    this.readyState = 'ended';
  }
  /** As a device does it. */
  end(): void {
    this.readyState = 'ended';
    this.dispatchEvent(new Event('ended'));
  }
}

export class FakeStream extends EventTarget {
  readonly tracks: FakeTrack[];

  constructor(tracks: readonly FakeTrack[] = []) {
    super();
    this.tracks = [...tracks];
  }
  getTracks(): FakeTrack[] {
    return [...this.tracks];
  }
  getVideoTracks(): FakeTrack[] {
    return this.tracks.filter(({ kind }) => kind === 'video');
  }
  getAudioTracks(): FakeTrack[] {
    return this.tracks.filter(({ kind }) => kind === 'audio');
  }
  addTrack(track: FakeTrack): void {
    this.tracks.push(track);
  }
  removeTrack(track: FakeTrack): void {
    this.tracks.splice(this.tracks.indexOf(track), 1);
  }
  get stream(): MediaStream {
    return this as unknown as MediaStream;
  }
}

/** A sender that takes what it is given, unless a test has it refuse. */
export class FakeSender {
  track: unknown = null;
  transform: unknown = null;
  refuses: Error | null = null;
  readonly taken: unknown[] = [];
  readonly set: RTCRtpSendParameters[] = [];
  /** Calls that run now, and the most that ever did. */
  running = 0;
  most = 0;

  async #alone<T>(work: () => T): Promise<T> {
    this.most = Math.max(this.most, ++this.running);
    await new Promise((resolve) => setImmediate(resolve));
    this.running--;
    return work();
  }
  replaceTrack(track: unknown): Promise<void> {
    return this.#alone(() => {
      if (this.refuses) throw this.refuses;
      this.track = track;
      this.taken.push(track);
    });
  }
  getParameters(): RTCRtpSendParameters {
    return { encodings: [{}] } as unknown as RTCRtpSendParameters;
  }
  setParameters(parameters: RTCRtpSendParameters): Promise<void> {
    return this.#alone(() => void this.set.push(parameters));
  }
}

/** Two of them are a pair: each is connected as soon as it has been described, unless `cut`. */
export class FakeConnection {
  /** All that were made since the last `install`. */
  static made: FakeConnection[] = [];
  static cut = false;
  onicecandidate: unknown = null;
  onicegatheringstatechange: (() => void) | null = null;
  onconnectionstatechange: (() => void) | null = null;
  connectionState: RTCPeerConnectionState = 'new';
  iceGatheringState = 'new';
  localDescription: { type: string; sdp: string } | null = null;
  offers: { iceRestart?: boolean }[] = [];
  refusesServers = false;
  readonly senders: FakeSender[] = [];
  readonly configurations: RTCConfiguration[] = [];

  constructor() {
    FakeConnection.made.push(this);
  }
  addTransceiver(track: unknown): { sender: FakeSender; setCodecPreferences(): void } {
    const sender = new FakeSender();
    if (typeof track !== 'string') sender.track = track;
    this.senders.push(sender);
    return { sender, setCodecPreferences() {} };
  }
  async createOffer(options = {}): Promise<{ type: string; sdp: string }> {
    this.offers.push(options);
    return { type: 'offer', sdp: 'v=0\r\n' };
  }
  async setLocalDescription(description = { type: 'answer', sdp: 'v=0\r\n' }): Promise<void> {
    this.localDescription = description;
  }
  async setRemoteDescription(): Promise<void> {
    if (!FakeConnection.cut) this.become('connected');
  }
  getConfiguration(): RTCConfiguration {
    return {};
  }
  setConfiguration(configuration: RTCConfiguration): void {
    if (this.refusesServers) throw new Error('no such server');
    this.configurations.push(configuration);
  }
  async getStats(): Promise<Map<string, unknown>> {
    return new Map();
  }
  become(state: RTCPeerConnectionState): void {
    if (this.connectionState === state) return;
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }
  close(): void {
    this.connectionState = 'closed';
  }
}

const NAMES = ['RTCPeerConnection', 'RTCRtpReceiver', 'RTCRtpScriptTransform', 'MediaStream'];
const scope = globalThis as Record<string, unknown>;

/** A browser that has WebRTC; returns what takes it away. */
export function installWebRtc({ transforms = true } = {}): () => void {
  FakeConnection.made = [];
  FakeConnection.cut = false;
  scope.RTCPeerConnection = FakeConnection;
  scope.RTCRtpReceiver = { getCapabilities: () => ({ codecs: [] }) };
  scope.MediaStream = FakeStream;
  if (transforms) scope.RTCRtpScriptTransform = class {};
  return () => {
    for (const name of NAMES) delete scope[name];
  };
}
