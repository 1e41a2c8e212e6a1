/** What every part of `npm test` came to, and when that is good enough. */

/** One missing tool or one busy moment may cost a part one test; more hide what is not tested. */
const MOST_SKIPPED = 1;

const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

export class Report {
  #parts = [];
  #failures = [];

  /**
   * @param {string} name
   * @param {{ code: number, passed: number, failed: number, skipped?: number, ms: number }} outcome
   * @param {string} [told] what the runner says of the failed tests
   * @returns {boolean} whether it is good
   */
  add(name, { code, passed, failed, skipped = 0, ms }, told) {
    const faults = [];
    if (failed > 0) faults.push(`${failed} failed`);
    // One that broke off without a failed test is a failure, never a silent success.
    else if (code !== 0) faults.push(`ended with ${code}`);
    if (passed + failed === 0 && code === 0) faults.push('ran no test');
    if (skipped > MOST_SKIPPED) faults.push(`${skipped} tests skipped: their tools are missing`);
    const part = { name, passed, failed, skipped, ms, faults };
    // A fault without a failed test counts as one.
    if (failed === 0) part.failed = faults.length > 0 ? 1 : 0;
    this.#parts.push(part);
    if (told) this.#failures.push(`${name}\n${told}`);
    return faults.length === 0;
  }

  get failed() {
    return this.#sum('failed');
  }

  #sum(key) {
    return this.#parts.reduce((total, part) => total + part[key], 0);
  }

  /** What failed and why once more, because of a long log often only its end is kept; then the figures. */
  lines(totalMs) {
    return [
      ...this.#failures.map((failure) => `\n▶ failed in ${failure}`),
      '',
      ...this.#parts.map(({ name, passed, skipped, ms, faults }) =>
        [
          `${faults.length > 0 ? '✖' : '✔'} ${name}: ${passed} passed`,
          ...(skipped > 0 ? [`${skipped} skipped`] : []),
          ...faults.filter((fault) => !fault.includes('skipped')),
          ...(skipped > MOST_SKIPPED ? ['too many'] : []),
          seconds(ms),
        ].join(', '),
      ),
      '',
      `all in ${seconds(totalMs)}`,
      `${this.#sum('passed')} passed, ${this.failed} failed, ${this.#sum('skipped')} skipped`,
    ];
  }
}

/** The figures of Node's TAP reporter. @param {string} tap */
export function tapFigures(tap) {
  const count = (what) => Number(new RegExp(`^# ${what} (\\d+)`, 'm').exec(tap)?.[1] ?? 0);
  return {
    passed: count('pass'),
    failed: count('fail') + count('cancelled'),
    skipped: count('skipped'),
  };
}
