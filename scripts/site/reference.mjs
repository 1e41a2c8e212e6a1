/** The pages of the elements, from what the analyzer found in their comments. */
import { escapeHtml } from './html.mjs';
import { codeBlock, renderInline } from './markdown.mjs';

/** Members that a class has for the browser's or lit's sake, not for an author's. */
const HOOKS = new Set([
  'addEventListener',
  'removeEventListener',
  'connectedCallback',
  'disconnectedCallback',
  'adoptedCallback',
  'attributeChangedCallback',
  'connectedMoveCallback',
  'shadowRootOptions',
  'styles',
]);

const code = (text) => `<code>${escapeHtml(text)}</code>`;
const about = (each) => (each.description ? renderInline(each.description) : '');
const typeOf = (each) => (each.type?.text ? code(each.type.text) : '');
const defaultOf = (each) => (each.default ? code(each.default) : '');

/** Columns without any content are left out. */
function table(columns, rows) {
  const used = columns.filter(([, cell]) => rows.some((row) => cell(row)));
  const head = used.map(([title]) => `<th scope="col">${title}</th>`).join('');
  const body = rows
    .map((row) => `<tr>${used.map(([, cell]) => `<td>${cell(row)}</td>`).join('')}</tr>`)
    .join('\n');
  return `<div class="table"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

function signature({ name, parameters = [], return: result }) {
  const list = parameters.map(
    ({ name, type, optional }) => `${name}${optional ? '?' : ''}${type ? `: ${type.text}` : ''}`,
  );
  return `${name}(${list.join(', ')})${result?.type ? `: ${result.type.text}` : ''}`;
}

const isOwn = ({ name, static: fixed }) => !fixed && !HOOKS.has(name);

/** Title, one line on what it is, and rows, for each kind of thing that an element has. */
function parts(element) {
  const attributes = element.attributes ?? [];
  const reflected = new Set(attributes.map(({ fieldName }) => fieldName).filter(Boolean));
  const members = (element.members ?? []).filter(isOwn);
  const name = (title) => [title, (each) => code(each.name)];
  return [
    [
      'Attributes',
      'Set in HTML. The property beside each does the same from a script.',
      attributes,
      [
        name('attribute'),
        ['property', ({ fieldName }) => (fieldName ? code(fieldName) : '')],
        ['type', typeOf],
        ['default', defaultOf],
        ['what it is', about],
      ],
    ],
    [
      'Properties',
      'For scripts only: they have no attribute.',
      members.filter(({ kind, name: own }) => kind === 'field' && !reflected.has(own)),
      [name('property'), ['type', typeOf], ['default', defaultOf], ['what it is', about]],
    ],
    [
      'Methods',
      '',
      members.filter(({ kind }) => kind === 'method'),
      [
        ['method', (each) => code(signature(each))],
        ['what it is', about],
      ],
    ],
    ['Events', '', element.events ?? [], [name('event'), ['type', typeOf], ['what it is', about]]],
    [
      'Slots',
      'Content of yours inside the element.',
      element.slots ?? [],
      [
        ['slot', (each) => (each.name ? code(each.name) : 'default')],
        ['what it is', about],
      ],
    ],
    [
      'CSS parts',
      `Styled from outside, as in <code>${element.tagName}::part(${element.cssParts?.[0]?.name ?? 'name'})</code>.`,
      element.cssParts ?? [],
      [name('part'), ['what it is', about]],
    ],
    [
      'CSS custom properties',
      'Set on the element or on anything around it.',
      element.cssProperties ?? [],
      [name('property'), ['default', defaultOf], ['what it is', about]],
    ],
    [
      'Custom states',
      `Matched with <code>${element.tagName}:state(${element.cssStates?.[0]?.name ?? 'name'})</code>.`,
      element.cssStates ?? [],
      [name('state'), ['what it is', about]],
    ],
  ];
}

function exampleSection(example, headings) {
  headings.splice(1, 0, { depth: 2, id: 'example', text: 'Example' });
  return `<h2 id="example">Example ${anchorLink('example', 'Example')}</h2>${example}`;
}

const anchorLink = (id, title) =>
  `<a class="anchor" href="#${id}" aria-label="Link to “${title}”">#</a>`;

/**
 * @param {object} element a declaration of the manifest
 * @param {string} example HTML of its live example, or ''
 * @returns {{ html: string, headings: import('./markdown.mjs').Heading[] }}
 */
export function renderReference(element, example) {
  const headings = [{ depth: 1, id: element.tagName, text: `<${element.tagName}>` }];
  const sections = parts(element)
    .filter(([, , rows]) => rows.length > 0)
    .map(([title, intro, rows, columns]) => {
      const id = title.toLowerCase().replaceAll(' ', '-');
      headings.push({ depth: 2, id, text: title });
      const lead = intro ? `<p>${intro}</p>` : '';
      return `<h2 id="${id}">${title} ${anchorLink(id, title)}</h2>${lead}${table(columns, rows)}`;
    });
  return {
    headings,
    html: `<h1 id="${element.tagName}"><code>&lt;${element.tagName}&gt;</code></h1>
<p class="lead">${about(element)}</p>
${codeBlock(`import 'casto/${element.tagName.replace('casto-', '')}';   // or the whole: casto.js`, 'javascript')}
${example ? exampleSection(example, headings) : ''}
${sections.join('\n')}`,
  };
}
