/**
 * Stands in for the package `weald`, libp2p's copy of `debug`: the same namespaces and patterns in
 * `localStorage.debug`, without colours and times, which CASTO's own log has none of either.
 */
import { isLogged } from '../../../build/src/base/log.js';

/** How `%p` and the like are written out; @libp2p/logger adds to it. */
const formatters = { j: (value) => JSON.stringify(value) };

export default function debug(namespace) {
  const write = (first, ...rest) => {
    if (!write.enabled) return;
    const args = typeof first === 'string' ? [first, ...rest] : ['%O', first, ...rest];
    let at = 0;
    args[0] = args[0].replace(/%([a-zA-Z%])/g, (match, letter) => {
      if (match === '%%') return '%';
      at++;
      const format = formatters[letter];
      return format ? format(...args.splice(at--, 1)) : match;
    });
    args[0] = `${namespace} ${args[0]}`;
    console.debug(...args);
  };
  write.enabled = isLogged(namespace);
  return write;
}

debug.formatters = formatters;
debug.enabled = isLogged;
/** Patterns that name a trace; the bundle has no traces (see lean.mjs). */
debug.names = [];
