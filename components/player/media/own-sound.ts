/**
 * A page that played its own microphone aloud would hear itself again, louder each time: a player beside the
 * broadcast of its own page begins muted, unless somebody has said how its sound is to be.
 */
import type { Playback } from './playback.js';

export class OwnSound {
  /** The page's author or the person has set `muted`. */
  #chosen = false;
  /** Muted here, and by nobody else. */
  #silenced = false;

  chosen(): void {
    this.#chosen = true;
    this.#silenced = false;
  }

  /** @param own What plays from now on is captured on this page. */
  follow(own: boolean, playback: Playback): void {
    const { video } = playback;
    if (own) {
      if (this.#chosen || video.muted) return;
      this.#silenced = true;
      video.muted = true;
    } else if (this.#silenced) {
      this.#silenced = false;
      playback.restoreSound();
    }
  }
}
