/** A `<track>` works only as the child of a media element; so the page's ones are copied. */
export class TrackCopies {
  readonly #copies = new Map<HTMLTrackElement, HTMLTrackElement>();
  readonly #attributes: readonly string[];

  /** @param attributes What is copied of each. */
  constructor(attributes: readonly string[]) {
    this.#attributes = attributes;
  }

  /** Brings the copies in the video up to what stands in the host. */
  follow(host: HTMLElement, video: HTMLVideoElement): void {
    const wanted = new Set<HTMLTrackElement>();
    for (const child of host.children) {
      if (child instanceof HTMLTrackElement) wanted.add(child);
    }
    for (const [original, copy] of this.#copies) {
      if (wanted.has(original) && !this.#differ(original, copy)) continue;
      copy.remove();
      this.#copies.delete(original);
    }
    for (const original of wanted) {
      if (this.#copies.has(original)) continue;
      const copy = document.createElement('track');
      for (const name of this.#attributes) {
        const value = original.getAttribute(name);
        if (value !== null) copy.setAttribute(name, value);
      }
      this.#copies.set(original, copy);
      video.append(copy);
    }
  }

  #differ(original: HTMLTrackElement, copy: HTMLTrackElement): boolean {
    return this.#attributes.some((name) => original.getAttribute(name) !== copy.getAttribute(name));
  }
}
