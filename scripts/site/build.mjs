/** Makes the static site. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../install.mjs';
import { readElements } from './manifest.mjs';
import { renderDocument } from './markdown.mjs';
import { ELEMENTS, SECTIONS } from './pages.mjs';
import { renderReference } from './reference.mjs';
import { searchIndex } from './search-index.mjs';
import { head, renderPage } from './template.mjs';

const assets = fileURLToPath(new URL('./assets/', import.meta.url));
const EXAMPLES = 'docs/examples.md';

/** The first page is where a reader decides where to go. */
const withActions = (html) =>
  html.replace(
    '</p>',
    `</p>
<p class="actions"><a class="primary" href="tutorial.html">On air in five minutes</a>
<a href="examples.html">Live examples</a></p>`,
  );

/**
 * @param {{ out: string, star?: string }} options `star`: http(s) URL of a star that the site's
 *   examples use; without one, those that need it say so
 * @returns {Promise<string[]>} URLs of its pages
 */
export async function buildSite({ out, star = '' }) {
  const bundle = join(root, 'dist/casto.js');
  if (!existsSync(bundle)) throw new Error('dist/casto.js is missing: run npm run build first');
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });

  const elements = await readElements();
  const references = elements.map(({ tagName }) => ({
    url: `${tagName}.html`,
    title: `<${tagName}>`,
  }));
  const sections = SECTIONS.map((section) =>
    section.title === ELEMENTS ? { ...section, pages: references } : section,
  );
  const sources = SECTIONS.flatMap(({ pages }) => pages);
  const site = {
    star,
    pages: new Map(sources.map(({ source, url }) => [source, url])),
    titles: new Map(
      sources.flatMap(({ source, title }) => [
        [source, title],
        [source.replace('docs/', ''), title],
      ]),
    ),
  };

  const files = new Set();
  const scripts = new Map();
  /** Writes an example's script beside the page; gives what the page has to load. */
  const load = (name, script) => {
    if (!script) return [];
    scripts.set(`${name}.example.js`, script);
    return [`${name}.example.js`];
  };
  const rendered = new Map(sources.map(({ source }) => [source, renderDocument(source, site)]));
  const shared = rendered.get(EXAMPLES).examples;

  const pages = [];
  for (const { source, url, title } of sources) {
    const { html, headings, files: used, examples } = rendered.get(source);
    for (const file of used) files.add(file);
    const shown = url === 'index.html' ? withActions(html) : html;
    const own = [...examples].flatMap(([name, { script }]) => load(name, script));
    pages.push({
      url,
      title,
      html: shown,
      headings,
      scripts: examples.size > 0 ? ['casto.js', ...own] : [],
    });
  }
  for (const element of elements) {
    const { html: example = '', script = '' } = shared.get(element.tagName) ?? {};
    const { html, headings } = renderReference(element, example);
    const url = `${element.tagName}.html`;
    const own = example ? ['casto.js', ...load(element.tagName, script)] : [];
    pages.push({ url, title: `<${element.tagName}>`, html, headings, scripts: own });
  }

  for (const page of pages) {
    writeFileSync(join(out, page.url), renderPage({ ...page, sections, star }));
  }
  for (const [name, script] of scripts) writeFileSync(join(out, name), script);
  writeFileSync(join(out, 'search.json'), JSON.stringify(searchIndex(pages)));
  writeFileSync(
    join(out, 'watch.html'),
    readFileSync(join(assets, 'watch.html'), 'utf8').replace(
      '<!-- head -->',
      head({ title: 'A page that watches · CASTO', star, scripts: ['watch.js', 'casto.js'] }),
    ),
  );
  for (const name of readdirSync(assets)) {
    if (name !== 'watch.html') cpSync(join(assets, name), join(out, name));
  }
  cpSync(join(root, 'demo/icon.svg'), join(out, 'icon.svg'));
  cpSync(join(root, 'demo/media/city-cc0.webm'), join(out, 'city-cc0.webm'));
  cpSync(bundle, join(out, 'casto.js'));
  // What the bundle fetches only when it is needed lies beside it.
  const lazy = join(root, 'dist/lazy');
  if (existsSync(lazy))
    cpSync(lazy, join(out, 'lazy'), { recursive: true, filter: (file) => !file.endsWith('.map') });
  for (const file of files) {
    mkdirSync(dirname(join(out, 'files', file)), { recursive: true });
    cpSync(join(root, file), join(out, 'files', file), { recursive: true });
  }
  return pages.map(({ url }) => url);
}
