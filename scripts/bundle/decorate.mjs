/**
 * Rollup plugin that keeps one copy of tsc's helper for decorators: tsc writes it into every module that has a
 * decorator, which makes seven in the elements.
 */
import MagicString from 'magic-string';

const NAME = 'var __decorate = ';
/** As tsc writes it, at the top of a module. */
const HELPER = /^var __decorate = \(this && this\.__decorate\) \|\| (function[\s\S]*?\n\});\n/m;
const SHARED = '\0casto-decorate';

/** @returns {import('rollup').Plugin} */
export function oneDecorate() {
  let helper = '';
  return {
    name: 'casto-one-decorate',
    resolveId: (source) => (source === SHARED ? SHARED : null),
    load: (id) => (id === SHARED ? `export const __decorate = ${helper};` : null),
    transform(code, id) {
      if (!code.includes(NAME)) return null;
      const found = HELPER.exec(code);
      if (!found) return this.error(`${id}: the helper of decorators looks different`);
      helper = found[1];
      const shorter = new MagicString(code);
      const line = `import { __decorate } from ${JSON.stringify(SHARED)};\n`;
      shorter.update(found.index, found.index + found[0].length, line);
      return { code: shorter.toString(), map: shorter.generateMap({ hires: true }) };
    },
  };
}
