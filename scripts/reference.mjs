/**
 * The tables of every event, part, variable and state in docs/reference.md, made from the elements' own comments.
 * `npm run analyze` writes them; a unit test compares.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './install.mjs';

export const FILE = join(root, 'docs/reference.md');
const MARKS = ['<!-- made from custom-elements.json: npm run analyze -->', '<!-- end -->'];

const cell = (text = '') => text.replace(/\s+/g, ' ').replaceAll('|', '\\|').trim();

function table(head, rows) {
  if (rows.length === 0) return '';
  return `\n${head}\n${'|---'.repeat(head.split('|').length - 2)}|\n${rows.join('\n')}\n`;
}

function section({ tagName, events = [], cssParts = [], cssProperties = [], cssStates = [] }) {
  const named = (list) =>
    list.map(({ name, description }) => `| \`${name}\` | ${cell(description)} |`);
  const variables = cssProperties.map(
    (each) =>
      `| \`${each.name}\` | ${each.default ? `\`${cell(each.default)}\`` : ''} | ${cell(each.description)} |`,
  );
  const states = cssStates.map(({ name, description }) => ({
    name: `:state(${name})`,
    description,
  }));
  return `\n### \`<${tagName}>\`\n${[
    table('| event | |', named(events)),
    table('| variable | default | |', variables),
    table('| part | |', named(cssParts)),
    table('| state | |', named(states)),
  ].join('')}`;
}

/** @returns {string} docs/reference.md with the tables of this manifest */
export function withTables(text, { modules }) {
  const elements = modules
    .flatMap(({ declarations = [] }) => declarations)
    .filter(({ tagName }) => tagName)
    .sort((a, b) => a.tagName.localeCompare(b.tagName, 'en'));
  const [begin, end] = MARKS.map((mark) => text.indexOf(mark));
  if (begin < 0 || end < begin) throw new Error(`docs/reference.md lacks ${MARKS.join(' or ')}`);
  const head = text.slice(0, begin + MARKS[0].length);
  return `${head}\n${elements.map(section).join('')}\n${text.slice(end)}`;
}

export function writeReference(manifest) {
  writeFileSync(FILE, withTables(readFileSync(FILE, 'utf8'), manifest));
}
