/**
 * Rollup plugin that takes comments and needless white space out of CASTO's own `css` and `html`
 * templates, which a JavaScript minifier leaves as they are. In HTML any white space becomes one space,
 * no more: between inline elements it can be seen.
 */
import { sep } from 'node:path';
import MagicString from 'magic-string';
import { children } from './syntax.mjs';

const OWN = `${sep}build${sep}components${sep}`;

const STRING = /("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')/;
const STRING_OR_COMMENT = new RegExp(`${STRING.source}|/\\*[^]*?\\*/`, 'g');

/** What stands in quotes stays as it is. */
export function leanCss(text) {
  return text
    .replace(STRING_OR_COMMENT, (_, string) => string ?? ' ')
    .split(STRING)
    .map((part, i) => (i % 2 === 1 ? part : leanRules(part)))
    .join('');
}

function leanRules(text) {
  return text
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,]) ?/g, '$1')
    .replace(/: /g, ':')
    .replace(/\( /g, '(')
    .replace(/ \)/g, ')')
    .replace(/;}/g, '}');
}

export function leanHtml(text) {
  return text.replace(/\s+/g, ' ');
}

const LEAN = { css: leanCss, html: leanHtml, svg: leanHtml };

function* templates(node) {
  if (node.type === 'TaggedTemplateExpression' && Object.hasOwn(LEAN, node.tag.name ?? ''))
    yield node;
  for (const child of children(node)) yield* templates(child);
}

/** @returns {import('rollup').Plugin} */
export function leanTemplates() {
  return {
    name: 'casto-lean-templates',
    transform(code, id) {
      if (!id.includes(OWN) || !/\b(css|html|svg)\s*`/.test(code)) return null;
      const leaner = new MagicString(code);
      for (const { tag, quasi } of templates(this.parse(code))) {
        for (const { start, end } of quasi.quasis) {
          const text = code.slice(start, end);
          const lean = LEAN[tag.name](text);
          if (lean !== text) leaner.update(start, end, lean);
        }
      }
      return { code: leaner.toString(), map: leaner.generateMap({ hires: true }) };
    },
  };
}
