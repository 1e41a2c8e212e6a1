/** The frame of every page. */
import { escapeHtml } from './html.mjs';

/**
 * The policy of CASTO's own documentation, and a strict one: no inline script or style, no eval, no
 * other host but the star.
 * @param {string} star its http URL, or ''
 */
export function contentSecurityPolicy(star) {
  const hosts = star ? ` ${star} ${star.replace(/^http/, 'ws')}` : '';
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "frame-src 'self'",
    'worker-src blob:',
    `connect-src 'self'${hosts}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types casto lit-html',
  ].join('; ');
}

const ICONS = {
  menu: 'M4 7h16M4 12h16M4 17h16',
  search: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14ZM16.5 16.5 21 21',
  scheme: 'M12 3a9 9 0 1 0 0 18ZM12 3a9 9 0 0 1 0 18',
};
const icon = (name) =>
  `<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="${ICONS[name]}"/></svg>`;

function navigation(sections, current) {
  const list = sections.map(({ title, pages }, i) => {
    const links = pages.map(({ url, title: name }) => {
      const here = url === current ? ' aria-current="page"' : '';
      return `<li><a href="${url}"${here}>${escapeHtml(name)}</a></li>`;
    });
    return `<h2 id="nav-${i}">${title}</h2><ul aria-labelledby="nav-${i}">${links.join('')}</ul>`;
  });
  return list.join('\n');
}

function contents(headings) {
  const listed = headings.filter(({ depth }) => depth === 2 || depth === 3);
  if (listed.filter(({ depth }) => depth === 2).length < 2) return '';
  const items = listed.map(
    ({ depth, id, text }) =>
      `<li class="depth-${depth}"><a href="#${id}">${escapeHtml(text)}</a></li>`,
  );
  return `<nav class="contents" aria-labelledby="contents"><h2 id="contents">On this page</h2><ul>${items.join('')}</ul></nav>`;
}

function neighbours(sections, current) {
  const all = sections.flatMap(({ pages }) => pages);
  const at = all.findIndex(({ url }) => url === current);
  const link = (page, name, kind) =>
    page
      ? `<a class="${kind}" rel="${kind}" href="${page.url}"><span>${name}</span>${escapeHtml(page.title)}</a>`
      : '';
  return `<nav class="neighbours" aria-label="Previous and next page">${link(all[at - 1], 'Before', 'prev')}${link(all[at + 1], 'Next', 'next')}</nav>`;
}

/** What every page of the site has in its head, the small viewer page too. */
export function head({ title, star, scripts = [] }) {
  return `<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(contentSecurityPolicy(star))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${star ? `<meta name="casto-star" content="${escapeHtml(star)}">\n` : ''}<title>${escapeHtml(title)}</title>
<link rel="icon" href="icon.svg">
<link rel="stylesheet" href="site.css">
<script src="scheme.js"></script>
${scripts.map((src) => `<script type="module" src="${src}"></script>`).join('\n')}`;
}

/**
 * @param {{ url: string, title: string, html: string,
 *   headings: import('./markdown.mjs').Heading[], scripts: string[],
 *   sections: { title: string, pages: { url: string, title: string }[] }[], star: string }} page
 */
export function renderPage({ url, title, html, headings, scripts, sections, star }) {
  const name = url === 'index.html' ? 'CASTO: live from page to page' : `${title} · CASTO`;
  return `<!doctype html>
<html lang="en">
<head>
${head({ title: name, star, scripts: ['site.js', ...scripts] })}
</head>
<body>
<a class="skip" href="#main">Skip to the text</a>
<header class="top">
<button class="tool menu" type="button" popovertarget="nav" aria-label="All pages">${icon('menu')}</button>
<a class="brand" href="index.html"><img src="icon.svg" alt="" width="28" height="28">CASTO</a>
<span class="space"></span>
<button class="tool search" type="button" hidden>${icon('search')}<span>Search</span><kbd></kbd></button>
<button class="tool scheme" type="button" hidden>${icon('scheme')}</button>
</header>
<div class="frame">
<nav id="nav" class="pages" popover aria-label="All pages">${navigation(sections, url)}</nav>
<main id="main" tabindex="-1">
<article>
${html}
</article>
${neighbours(sections, url)}
</main>
${contents(headings)}
</div>
<footer class="foot"><p>CASTO, MIT licence. This site contacts nobody but its own host${star ? ' and the star' : ''}.</p></footer>
<dialog class="finder" aria-label="Search">
<div class="field">${icon('search')}<input type="text" aria-label="Search the documentation" autocomplete="off" spellcheck="false" placeholder="Headings and texts"></div>
<ul aria-label="Found"></ul>
<p class="count" role="status"></p>
</dialog>
</body>
</html>
`;
}
