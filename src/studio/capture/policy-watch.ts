/**
 * Hears that the page's own Content-Security-Policy refused an address: a media element and `fetch()` say no more
 * of it than that it did not work.
 */

/** The event is a task of its own, and may come after the failure that it explains. */
const HEARD_WITHIN_MS = 100;

export class PolicyWatch {
  #directive: string | null = null;
  #heard = (): void => {};

  constructor(
    private readonly url: string,
    private readonly target: EventTarget = document,
  ) {
    target.addEventListener('securitypolicyviolation', this.#listen);
  }

  readonly #listen = (event: Event): void => {
    const { blockedURI, effectiveDirective, disposition } = event as SecurityPolicyViolationEvent;
    // What is only reported was let through.
    if (disposition === 'report' || effectiveDirective !== 'media-src') return;
    // Of `blob:` and `data:` the scheme is told, of others sometimes the origin alone.
    if (!blockedURI || !this.url.startsWith(blockedURI)) return;
    this.#directive = effectiveDirective;
    this.#heard();
  };

  /** The directive that refused the address; null: none did. To be called once it has failed. */
  async refusing(): Promise<string | null> {
    if (this.#directive === null) {
      await new Promise<void>((resolve) => {
        this.#heard = resolve;
        setTimeout(resolve, HEARD_WITHIN_MS);
      });
    }
    return this.#directive;
  }

  close(): void {
    this.target.removeEventListener('securitypolicyviolation', this.#listen);
  }
}
