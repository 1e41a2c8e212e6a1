/** The page's `<track>` children inside the player's `<video>`, and which captions are shown. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** One language of captions or subtitles. */
export interface Caption {
  track: TextTrack;
  label: string;
  showing: boolean;
}

const COPIED = ['kind', 'src', 'srclang', 'label', 'default', 'id'] as const;

export class CaptionTracks implements ReactiveController {
  #host: ReactiveControllerHost & HTMLElement;
  #video: HTMLVideoElement | null = null;
  #copies = new Map<HTMLTrackElement, HTMLTrackElement>();
  #observer: MutationObserver | null = null;
  /** Shown last: what the button brings back. */
  #last: TextTrack | null = null;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    host.addController(this);
  }

  /** The video that shows them; once. */
  attach(video: HTMLVideoElement): void {
    this.#video = video;
    for (const type of ['addtrack', 'removetrack', 'change']) {
      video.textTracks.addEventListener(type, this.#changed);
    }
    this.#copyAll();
  }

  hostConnected(): void {
    this.#observer = new MutationObserver(() => this.#copyAll());
    this.#observer.observe(this.#host, {
      childList: true,
      subtree: true,
      attributes: true,
      attributeFilter: ['crossorigin', ...COPIED],
    });
    this.#copyAll();
  }

  hostDisconnected(): void {
    this.#observer?.disconnect();
    this.#observer = null;
  }

  /** Captions and subtitles that there are. */
  get list(): Caption[] {
    if (!this.#video) return [];
    return [...this.#video.textTracks]
      .filter(({ kind }) => kind === 'captions' || kind === 'subtitles')
      .map((track, index) => ({
        track,
        label: track.label || languageName(track.language, this.#host) || `${index + 1}`,
        showing: track.mode === 'showing',
      }));
  }

  /** Shows one, or none. */
  show(wanted: TextTrack | null): void {
    for (const { track } of this.list) track.mode = track === wanted ? 'showing' : 'disabled';
    if (wanted) this.#last = wanted;
    this.#host.requestUpdate();
  }

  /** Off and on again; returns what is shown now. */
  toggle(): Caption | null {
    const { list } = this;
    const on = list.find(({ showing }) => showing);
    const next = on ? undefined : (list.find(({ track }) => track === this.#last) ?? list[0]);
    this.show(next?.track ?? null);
    return next ?? null;
  }

  readonly #changed = (): void => {
    this.#last = this.list.find(({ showing }) => showing)?.track ?? this.#last;
    this.#host.requestUpdate();
  };

  /** A `<track>` works only as the child of a media element; so the page's ones are copied. */
  #copyAll(): void {
    const video = this.#video;
    if (!video) return;
    const crossOrigin = this.#host.getAttribute('crossorigin');
    if (video.crossOrigin !== crossOrigin) video.crossOrigin = crossOrigin;
    const wanted = new Set<HTMLTrackElement>();
    for (const child of this.#host.children) {
      if (child instanceof HTMLTrackElement) wanted.add(child);
    }
    for (const [original, copy] of this.#copies) {
      if (wanted.has(original) && !changedFrom(original, copy)) continue;
      copy.remove();
      this.#copies.delete(original);
    }
    for (const original of wanted) {
      if (this.#copies.has(original)) continue;
      const copy = document.createElement('track');
      for (const name of COPIED) {
        const value = original.getAttribute(name);
        if (value !== null) copy.setAttribute(name, value);
      }
      this.#copies.set(original, copy);
      video.append(copy);
    }
  }
}

function changedFrom(original: HTMLTrackElement, copy: HTMLTrackElement): boolean {
  return COPIED.some((name) => original.getAttribute(name) !== copy.getAttribute(name));
}

/** A language in its own name, as the list of another player has it; '' when it is none. */
function languageName(tag: string, host: Element): string {
  if (!tag) return '';
  try {
    return (
      new Intl.DisplayNames([tag, host.ownerDocument.documentElement.lang || 'en'], {
        type: 'language',
      }).of(tag) ?? ''
    );
  } catch {
    return '';
  }
}
