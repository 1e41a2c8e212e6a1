/**
 * Namespaced debug log. Silent by default; `localStorage.debug = 'casto:*'` in a page or
 * `DEBUG=casto:*` in Node turns it on (same patterns as the `debug` package: commas, `*`, `-`).
 */
export interface Log {
  (message: string, ...details: unknown[]): void;
  /** True when someone reads this namespace; guard costly details with it. */
  readonly enabled: boolean;
}

export type LogFactory = (namespace: string) => Log;

function patternText(): string {
  try {
    const stored = (globalThis as { localStorage?: Storage }).localStorage?.getItem('debug');
    if (stored) return stored;
  } catch {
    // A sandboxed frame throws on localStorage; the log then stays silent.
  }
  const env = (globalThis as { process?: { env?: Record<string, string | undefined> } }).process;
  return env?.env?.DEBUG ?? '';
}

function matches(namespace: string, patterns: string): boolean {
  let on = false;
  for (const raw of patterns.split(/[\s,]+/)) {
    if (!raw) continue;
    const off = raw.startsWith('-');
    const text = (off ? raw.slice(1) : raw).replace(/[.+?^${}()|[\]\\]/g, '\\$&');
    if (new RegExp(`^${text.replaceAll('*', '.*')}$`).test(namespace)) on = !off;
  }
  return on;
}

/** Whether someone reads this namespace, given in full. */
export const isLogged = (name: string): boolean => matches(name, patternText());

/** A logger for `casto:<namespace>`. */
export const createLog: LogFactory = (namespace) => {
  const name = `casto:${namespace}`;
  const enabled = isLogged(name);
  const write = (message: string, ...details: unknown[]): void => {
    if (enabled) console.debug(`${name} ${message} @${Math.round(performance.now())}`, ...details);
  };
  return Object.assign(write, { enabled });
};
