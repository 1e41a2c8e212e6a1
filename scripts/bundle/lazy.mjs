/**
 * The modules whose name ends in `.lazy.ts` stand beside what they belong to, and become files of their own
 * in dist/lazy/, fetched when an element first needs them: panels, figures, languages, graphs, the QR encoder.
 * `import()` finds them relative to the bundle. A caller must do without one when it is not there.
 *
 * What a lazy file and the bundle have in common, as lit, is in the bundle alone: a second lit would ask
 * for the Trusted Types policy that the first has made, which a strict policy refuses, and a second copy
 * of a module with state would know nothing of the first. The bundle lays those things open under a
 * symbol named after the build, and a lazy file takes them from there. Not by `import '../casto.js'`:
 * a page that loads `casto.js?v=2`, or renamed it, would get the whole bundle a second time.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { root } from '../install.mjs';
import { isLit } from './lit.mjs';

/** Where the bundle looks for them, beside itself. */
export const LAZY_DIR = 'lazy';

const LAZY_END = '.lazy.js';
/** A folder of many lazy modules, which is one in dist/lazy/ as well. */
const LANGUAGES = 'languages';

const isLazy = (id) => id.endsWith(LAZY_END);

/** The name in dist/lazy/, without its ending. */
function nameOf(id) {
  const name = basename(id, LAZY_END);
  return basename(dirname(id)) === LANGUAGES ? `${LANGUAGES}/${name}` : name;
}

/** Marks an import of the lazy files that the bundle answers. */
const SHARED = 'casto-shared:';
/** What the bundle imports to lay it open. */
const SHARED_MODULE = '\0casto-shared';

/**
 * Plugins for the two builds that belong together; that of the lazy files has to run first, as it tells
 * what they take from the bundle.
 * @param {{ entry?: string, folder?: string }} where The bundle's first module, and the folder with the lazy
 *   ones somewhere in it, as tsc has compiled them.
 */
export function lazyFiles({
  entry = join(root, 'build/components/index.js'),
  folder = join(root, 'build/components'),
} = {}) {
  const lazyModules = readdirSync(folder, { recursive: true })
    .filter(isLazy)
    .map((file) => join(folder, file))
    .sort();
  const inBundle = reached(entry);
  const shared = `globalThis[Symbol.for("casto:${digestOf([...inBundle, ...lazyModules])}")]`;

  /** What lazy files take: its name under the symbol → the module and its name there. */
  const taken = new Map();
  const keyOf = (from, name) => {
    for (let key = name; ; key += '_') {
      const there = taken.get(key);
      if (!there) taken.set(key, { from, name });
      else if (there.from !== from || there.name !== name) continue;
      return key;
    }
  };

  /** @type {import('rollup').Plugin} */
  const lazy = {
    name: 'casto-lazy',
    resolveId: {
      order: 'pre',
      handler(source, importer) {
        if (!importer) return null;
        if (isLit(source)) return { id: SHARED + source, external: true };
        if (!source.startsWith('.')) return null;
        const id = resolve(dirname(importer), source);
        return inBundle.has(id) ? { id: SHARED + id, external: true } : null;
      },
    },
    /** `import { html as h } from 'lit'` → `const { html: h } = …` */
    renderChunk(code) {
      const names = [];
      let rest = code;
      for (const node of this.parse(code).body) {
        const source = node.source?.value;
        if (!source?.startsWith(SHARED)) continue;
        if (node.type !== 'ImportDeclaration') this.error(`cannot hand on ${source}`);
        for (const { type, imported, local } of node.specifiers) {
          if (type !== 'ImportSpecifier') this.error(`import single names of ${source}`);
          names.push(`${keyOf(source.slice(SHARED.length), imported.name)}: ${local.name}`);
        }
        rest = rest.slice(0, node.start) + ' '.repeat(node.end - node.start) + rest.slice(node.end);
      }
      if (rest === code) return null;
      // On the first line, so that the source map stays true to the line.
      const taking = names.length > 0 ? `const { ${names.join(', ')} } = ${shared};` : '';
      return { code: taking + rest, map: null };
    },
    generateBundle(_options, bundle) {
      for (const { fileName, modules, code } of Object.values(bundle)) {
        if (code?.includes(SHARED)) this.error(`${fileName} imports what it should take`);
        const copy = Object.keys(modules ?? {}).find(
          (id) => inBundle.has(id) || /[\\/]node_modules[\\/](lit|lit-|@lit[\\/])/.test(id),
        );
        if (copy) this.error(`${fileName} would hold a second ${copy}`);
      }
    },
  };

  /** @type {import('rollup').Plugin} */
  const main = {
    name: 'casto-lazy-apart',
    resolveId: (source) => (source === SHARED_MODULE ? source : null),
    load(id) {
      if (id !== SHARED_MODULE) return null;
      const all = [...taken].sort(([a], [b]) => (a < b ? -1 : 1));
      const imports = all.map(
        ([, { from, name }], i) => `import { ${name} as v${i} } from ${JSON.stringify(from)};`,
      );
      // The first copy on a page keeps its place: it has defined the elements.
      const things = all.map(([key], i) => `${key}: v${i}`).join(', ');
      return {
        code: `${imports.join('\n')}\n${shared} ??= { ${things} };`,
        moduleSideEffects: true,
      };
    },
    transform(code, id) {
      if (id !== entry) return null;
      return { code: `${code}\nimport ${JSON.stringify(SHARED_MODULE)};`, map: null };
    },
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
  /** Rollup's `input` for the lazy files: name → compiled module. */
  const input = named(lazyModules);
  return { input, lazy, main };
}

/** By their names in dist/lazy/, which must differ. */
function named(lazyModules) {
  const input = {};
  for (const file of lazyModules) {
    const name = nameOf(file);
    if (input[name]) throw new Error(`${input[name]} and ${file} would both be ${name}.js`);
    input[name] = file;
  }
  return input;
}

/** CASTO's modules reached from `file`, lazy ones left out; tsc writes every import in this form. */
function reached(file, seen = new Set()) {
  if (seen.has(file)) return seen;
  seen.add(file);
  const text = readFileSync(file, 'utf8');
  for (const [, specifier] of text.matchAll(/\b(?:from|import)[\s(]*["'](\.{1,2}\/[^"']+)["']/g)) {
    const id = resolve(dirname(file), specifier);
    if (!isLazy(id)) reached(id, seen);
  }
  return seen;
}

/** Names a build: two of them on one page must not take each other's things. */
function digestOf(files) {
  const digest = createHash('sha256');
  for (const file of files.sort()) digest.update(readFileSync(file));
  return digest.digest('hex').slice(0, 12);
}
