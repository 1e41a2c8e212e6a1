/** What the player's surface is doing: which panel is open, what is said. No DOM. */

/** How long the answer to a key stays on the picture, milliseconds. */
const NOTICE_MS = 1200;
/** How long a sentence stays there, milliseconds. */
export const READING_MS = 6000;
/** A screen reader has taken an announcement up by then; later it would be found as stray text. */
const ANNOUNCED_MS = 5000;

export class PlayerUi {
  /** The one panel that is open, by the id of its control. */
  panel: string | null = null;
  /** Escape sends a tooltip away (WCAG 1.4.13); the next control brings them back. */
  tips = true;
  /** Shown on the picture for a moment. */
  notice = '';
  /** For screen readers alone. */
  announcement = '';
  /** Something is to be said, and was not yet. */
  waits = false;
  #changed: () => void;
  #noticeTimer: ReturnType<typeof setTimeout> | undefined;
  #sayTimer: ReturnType<typeof setTimeout> | undefined;
  #last = '';

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  toggle(panel: string): void {
    this.#open(this.panel === panel ? null : panel);
  }
  close(): void {
    this.#open(null);
  }

  hideTips(): void {
    this.#setTips(false);
  }
  showTips(): void {
    this.#setTips(true);
  }

  /** Shows the outcome of a key or of the wheel, and says it. */
  note(text: string, ms = NOTICE_MS): void {
    clearTimeout(this.#noticeTimer);
    this.notice = text;
    this.#noticeTimer = setTimeout(() => {
      this.notice = '';
      this.#changed();
    }, ms);
    this.announce(text);
  }

  /**
   * Says a text, once. The latest wins: what was to be said later is not said any more.
   * @param afterMs - waits so long, for what may be over by then
   */
  announce(text: string, afterMs = 0): void {
    clearTimeout(this.#sayTimer);
    this.waits = afterMs > 0;
    if (this.waits) this.#sayTimer = setTimeout(() => this.#say(text), afterMs);
    else this.#say(text);
  }

  /** Nothing is open and nothing is to come. */
  reset(): void {
    clearTimeout(this.#noticeTimer);
    clearTimeout(this.#sayTimer);
    this.waits = false;
    this.panel = null;
    this.notice = '';
    this.announcement = '';
    this.#last = '';
  }

  #open(panel: string | null): void {
    if (panel === this.panel) return;
    this.panel = panel;
    this.#changed();
  }

  #setTips(tips: boolean): void {
    if (tips === this.tips) return;
    this.tips = tips;
    this.#changed();
  }

  #say(text: string): void {
    this.waits = false;
    // The same text twice would be no change of the region, and nothing would be heard.
    this.announcement = text && text === this.#last ? `${text}\u00a0` : text;
    this.#last = this.announcement;
    this.#changed();
    if (!text) return;
    this.#sayTimer = setTimeout(() => this.#say(''), ANNOUNCED_MS);
  }
}
