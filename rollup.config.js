/**
 * Two shapes of the same compiled code:
 * - dist/casto.js: one self-contained ES module for a `<script type="module">`, and dist/lazy/, what
 *   it fetches when needed and can do without (see scripts/bundle/lazy.mjs);
 * - dist/split/: the elements in casto.js; the engine, what opens cameras and screens, the
 *   directory's list and all that is in dist/lazy/ in chunks that they load on first need.
 *
 * tsc compiles first (`npm run build`); rollup only resolves, bundles and minifies.
 */
import commonjs from '@rollup/plugin-commonjs';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import { oneDecorate } from './scripts/bundle/decorate.mjs';
import { LAZY_DIR, lazyFiles } from './scripts/bundle/lazy.mjs';
import { lean } from './scripts/bundle/lean.mjs';
import { leanTemplates } from './scripts/bundle/templates.mjs';

const input = { casto: 'build/components/index.js' };

/** What libp2p's packages are known to do, and which is harmless in a bundle. */
function onwarn(warning, warn) {
  const fromPackage = (warning.ids ?? [warning.id]).every((id) => id?.includes('node_modules'));
  if (['CIRCULAR_DEPENDENCY', 'THIS_IS_UNDEFINED'].includes(warning.code) && fromPackage) return;
  warn(warning);
}

const plugins = () => [
  lean(),
  leanTemplates(),
  oneDecorate(),
  // `browser: true` picks the browser build of each libp2p package, which has no Node code.
  nodeResolve({ browser: true, preferBuiltins: false }),
  commonjs(),
];

const minify = () =>
  terser({
    ecma: 2020,
    module: true,
    // Statements joined by commas are shorter before gzip, and longer after it.
    compress: { passes: 3, sequences: false },
    // What an author sees in a console, a stack trace or `event.constructor.name`.
    keep_classnames: /^Casto[A-Z]|^CASTO$/,
    // Licence notices of the bundled packages stay.
    format: { comments: /@license|^!/ },
  });

const lazy = lazyFiles();

export default [
  // First: it tells the one file what to lay open.
  {
    input: lazy.input,
    onwarn,
    plugins: [lazy.lazy, leanTemplates(), nodeResolve({ browser: true }), commonjs()],
    output: {
      dir: `dist/${LAZY_DIR}`,
      format: 'es',
      entryFileNames: '[name].js',
      chunkFileNames: 'shared-[hash].js',
      sourcemap: true,
      plugins: [minify()],
    },
  },
  {
    input,
    onwarn,
    plugins: [lazy.main, ...plugins()],
    output: {
      dir: 'dist',
      format: 'es',
      entryFileNames: '[name].js',
      inlineDynamicImports: true,
      sourcemap: true,
      plugins: [minify()],
    },
  },
  {
    input,
    onwarn,
    plugins: plugins(),
    output: {
      dir: 'dist/split',
      format: 'es',
      entryFileNames: '[name].js',
      chunkFileNames: '[name]-[hash].js',
      sourcemap: true,
      plugins: [minify()],
    },
  },
];
