/**
 * Code blocks that run in the page. In a document, a comment before an `html` block says so:
 *
 *   <!-- example: NAME -->        runs as it stands
 *   <!-- example: NAME star -->   needs a star; without one the site says so instead
 *
 * What runs is the code that is shown. Its `<script type="module">` becomes a file, as the site's
 * Content-Security-Policy allows no inline script; its `<meta>` and the bundle's own `<script>` are
 * the page's.
 */
const MARKER = /^<!--\s*example:\s*([\w-]+)(\s+star)?\s*-->\s*$/;
const INLINE_SCRIPT = /<script type="module">\n?(.*?)<\/script>\n?/gs;
const PAGE_LEVEL = /^<(?:meta\b[^>]*|script type="module" src="[^"]*"><\/script)>\n?/gm;

/** `{ name, needsStar }` of such a comment, null of anything else. */
export function exampleMarker(html) {
  const match = MARKER.exec(html.trim());
  return match ? { name: match[1], needsStar: Boolean(match[2]) } : null;
}

/** Markup and script of an example's code. */
export function splitExample(code) {
  const scripts = [...code.matchAll(INLINE_SCRIPT)].map(([, script]) => dedent(script));
  const markup = code.replace(INLINE_SCRIPT, '').replace(PAGE_LEVEL, '').trim();
  return { markup, script: scripts.join('\n') };
}

function dedent(text) {
  const lines = text.split('\n');
  const indents = lines.filter((line) => line.trim()).map((line) => line.search(/\S/));
  const by = Math.min(...indents);
  return lines.map((line) => line.slice(Number.isFinite(by) ? by : 0)).join('\n');
}

const NO_STAR = `<div class="example-absent">
<p><strong>This example needs a star</strong>, the server where pages find each other, and this copy of
the site was built without one.</p>
<p>To see it live, run <code>npm run site -- --serve</code> in a clone: that starts a star as well.</p>
</div>`;

/**
 * The example's box; the code is shown below it by the caller.
 * @returns {{ html: string, script: string }} `script` is empty when nothing is to be run
 */
export function renderExample({ name, needsStar }, code, { star }) {
  if (needsStar && !star) {
    return { html: `<div class="example" data-example="${name}">${NO_STAR}</div>`, script: '' };
  }
  const { markup, script } = splitExample(code);
  return { html: `<div class="example" data-example="${name}">${markup}</div>`, script };
}
