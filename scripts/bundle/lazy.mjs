/**
 * The modules under components/lazy/ are files of their own beside dist/casto.js, fetched when an
 * element first needs them: languages, graphs, the QR encoder. `import()` finds them relative to the
 * bundle. Whoever imports one must do without it when it is not there.
 */
import { readdirSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { root } from '../install.mjs';

/** Where tsc puts them, and where the bundle looks for them. */
const FOLDER = join(root, 'build/components/lazy') + sep;
export const LAZY_DIR = 'lazy';

const isLazy = (id) => id.startsWith(FOLDER);
const nameOf = (id) => relative(FOLDER, id).replaceAll(sep, '/').replace(/\.js$/, '');

/** Rollup's `input` for all of them: name → compiled module. */
export function lazyInput() {
  const files = readdirSync(FOLDER, { recursive: true }).filter((file) => file.endsWith('.js'));
  return Object.fromEntries(files.map((file) => [nameOf(FOLDER + file), FOLDER + file]));
}

/**
 * For the one file: leaves `import()` of a lazy module in place, as `./lazy/<name>.js`.
 * @returns {import('rollup').Plugin}
 */
export function lazyApart() {
  return {
    name: 'casto-lazy-apart',
    resolveDynamicImport(specifier, importer) {
      if (typeof specifier !== 'string' || !specifier.startsWith('.')) return null;
      const id = resolve(dirname(importer), specifier);
      return isLazy(id) ? { id, external: 'absolute' } : null;
    },
    outputOptions: (options) => ({
      ...options,
      paths: (id) => (isLazy(id) ? `./${LAZY_DIR}/${nameOf(id)}.js` : id),
    }),
    generateBundle(_options, bundle) {
      for (const { fileName, imports, modules } of Object.values(bundle)) {
        if (imports?.length > 0) this.error(`${fileName} is not one file: it imports ${imports}`);
        const inside = Object.keys(modules ?? {}).find(isLazy);
        if (inside) this.error(`${inside} is imported without import(), so it is not lazy`);
      }
    },
  };
}

/**
 * For the lazy files: what the bundle already holds must not come twice. A second copy of lit would
 * ask for the Trusted Types policy that the first has made, which a strict policy refuses; and a
 * second copy of a module with state would know nothing of the first.
 * @returns {import('rollup').Plugin}
 */
export function lazyAlone() {
  const shared =
    /[\\/]node_modules[\\/](lit|lit-html|lit-element|@lit)[\\/]|[\\/]build[\\/]src[\\/]/;
  return {
    name: 'casto-lazy-alone',
    generateBundle(_options, bundle) {
      for (const { fileName, modules } of Object.values(bundle)) {
        const copy = Object.keys(modules ?? {}).find((id) => shared.test(id));
        if (copy) this.error(`${fileName} would hold a second ${copy}: hand over what it needs`);
      }
    },
  };
}
