/** The system's media controls: lock screen, headset buttons, the browser's own media hub. */

export interface SessionActions {
  play(): void;
  pause(): void;
}

export interface SessionState {
  /** There is a stream: this player belongs into the system's controls. */
  active: boolean;
  paused: boolean;
  title: string;
  artist: string;
  /** URL of a picture, '' for none. */
  artwork: string;
}

const ACTIONS = ['play', 'pause', 'stop'] as const;

/** There is one session a page; the player that was started last has it. */
let holder: MediaSessionLink | null = null;

export class MediaSessionLink {
  #act: SessionActions;
  #told = '';
  #metadata: MediaMetadata | null = null;

  constructor(act: SessionActions) {
    this.#act = act;
  }

  update(state: SessionState): void {
    const session = sessionOf();
    if (!session) return;
    if (!state.active) {
      this.release();
      return;
    }
    if (holder !== this) {
      // A paused player takes nothing away from one that plays.
      if (state.paused || !this.#take(session)) return;
    }
    session.playbackState = state.paused ? 'paused' : 'playing';
    const told = JSON.stringify([state.title, state.artist, state.artwork]);
    if (told === this.#told) return;
    this.#told = told;
    this.#metadata = new MediaMetadata({
      title: state.title,
      artist: state.artist,
      ...(state.artwork && { artwork: [{ src: state.artwork }] }),
    });
    session.metadata = this.#metadata;
  }

  release(): void {
    const session = sessionOf();
    if (!session || holder !== this) return;
    holder = null;
    this.#told = '';
    for (const action of ACTIONS) setHandler(session, action, null);
    if (session.metadata === this.#metadata) session.metadata = null;
    session.playbackState = 'none';
    this.#metadata = null;
  }

  #take(session: MediaSession): boolean {
    const before = holder;
    // The page tells the system itself what it plays.
    if (!before && session.metadata) return false;
    before?.release();
    holder = this;
    setHandler(session, 'play', () => this.#act.play());
    setHandler(session, 'pause', () => this.#act.pause());
    setHandler(session, 'stop', () => this.#act.pause());
    return true;
  }
}

function sessionOf(): MediaSession | null {
  return 'mediaSession' in navigator && typeof MediaMetadata === 'function'
    ? navigator.mediaSession
    : null;
}

function setHandler(
  session: MediaSession,
  action: MediaSessionAction,
  handler: MediaSessionActionHandler | null,
): void {
  try {
    session.setActionHandler(action, handler);
  } catch {
    // An action that this browser does not know.
  }
}
