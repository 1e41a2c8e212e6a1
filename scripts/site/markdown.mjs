/** A Markdown document into the middle of a page. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, join, posix } from 'node:path';
import { Marked } from 'marked';
import { root } from '../install.mjs';
import { exampleMarker, renderExample } from './examples.mjs';
import { highlight } from './highlight.mjs';
import { anchors, escapeHtml, textOf } from './html.mjs';

const drawings = new URL('./drawings/', import.meta.url);

/** Drawn by hand, because a drawing program in the reader's page would weigh more than CASTO. */
function drawing(file, count) {
  const name = `${basename(file, '.md').toLowerCase()}-${count}.svg`;
  return `<figure class="drawing">${readFileSync(new URL(name, drawings), 'utf8')}</figure>`;
}

/** Code, and the button that copies it, which a script shows. */
export function codeBlock(code, language) {
  const label = language ? ` data-language="${escapeHtml(language)}"` : '';
  return `<div class="code"${label}><pre><code>${highlight(code, language)}</code></pre></div>\n`;
}

/**
 * @typedef {{ depth: number, id: string, text: string }} Heading
 * @typedef {{ html: string, headings: Heading[], files: string[],
 *   examples: Map<string, { html: string, script: string }> }} Rendered
 *   `files`: files of the project that the page links to or shows
 */

/**
 * @param {string} file the document, from the project's folder
 * @param {{ pages: Map<string, string>, titles: Map<string, string>, star: string }} site
 *   `pages`: source → URL; `titles`: what a link says whose text is the name of a document
 * @returns {Rendered}
 */
export function renderDocument(file, site) {
  const folder = posix.dirname(file);
  const idOf = anchors();
  /** @type {Heading[]} */
  const headings = [];
  const files = new Set();
  const examples = new Map();
  let drawn = 0;

  const resolve = (href) => {
    if (/^[a-z]+:/i.test(href) || href.startsWith('#')) return href;
    const [path, anchor] = href.split('#');
    const full = posix.normalize(posix.join(folder, path));
    const page = site.pages.get(full);
    if (page) return anchor ? `${page}#${anchor}` : page;
    if (!existsSync(join(root, full))) throw new Error(`${file}: ${href} leads nowhere`);
    files.add(full);
    return `files/${full}`;
  };

  const marked = new Marked({
    gfm: true,
    renderer: {
      heading({ tokens, depth }) {
        const html = this.parser.parseInline(tokens);
        const text = textOf(html);
        const id = idOf(text);
        headings.push({ depth, id, text });
        if (depth === 1) return `<h1 id="${id}">${html}</h1>\n`;
        return `<h${depth} id="${id}">${html} <a class="anchor" href="#${id}" aria-label="Link to “${escapeHtml(text)}”">#</a></h${depth}>\n`;
      },
      link({ href, title, text, tokens }) {
        const about = title ? ` title="${escapeHtml(title)}"` : '';
        const words = site.titles.get(text) ?? this.parser.parseInline(tokens);
        return `<a href="${escapeHtml(resolve(href))}"${about}>${words}</a>`;
      },
      image({ href, text }) {
        return `<img src="${escapeHtml(resolve(href))}" alt="${escapeHtml(text)}" loading="lazy">`;
      },
      code({ text, lang }) {
        if (lang !== 'mermaid') return codeBlock(text, lang);
        drawn += 1;
        return drawing(file, drawn);
      },
      table(token) {
        const cell = (kind) => (each) =>
          `<${kind}>${this.parser.parseInline(each.tokens)}</${kind}>`;
        const head = token.header.some(({ text }) => text.trim())
          ? `<thead><tr>${token.header.map(headerCell(this.parser)).join('')}</tr></thead>`
          : '';
        const rows = token.rows.map((row) => `<tr>${row.map(cell('td')).join('')}</tr>`);
        return `<div class="table"><table>${head}<tbody>${rows.join('\n')}</tbody></table></div>\n`;
      },
      html({ text }) {
        return text.trimStart().startsWith('<!--') ? '' : text;
      },
    },
  });

  const text = readFileSync(join(root, file), 'utf8');
  let example = null;
  const html = marked.lexer(text).map((token) => {
    if (token.type === 'html') example = exampleMarker(token.raw) ?? example;
    if (token.type !== 'code' || !example) return marked.parser([token]);
    const marker = example;
    example = null;
    if (examples.has(marker.name)) throw new Error(`${file}: two examples ${marker.name}`);
    const { html: box, script } = renderExample(marker, token.text, site);
    const shown = box + marked.parser([token]);
    examples.set(marker.name, { html: shown, script });
    return shown;
  });
  return { html: html.join(''), headings, files: [...files], examples };
}

/** A column without a title is no header for a screen reader. */
const headerCell =
  (parser) =>
  ({ tokens, text }) =>
    text.trim() ? `<th scope="col">${parser.parseInline(tokens)}</th>` : '<td></td>';

const inline = new Marked({ gfm: true });

/** One line of Markdown, as in descriptions of the manifest. */
export const renderInline = (text) => inline.parseInline(text.replaceAll('\n', ' '));
