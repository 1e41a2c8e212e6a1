/**
 * What is made of the compiled code:
 * - dist/casto.js: one self-contained ES module for a `<script type="module">`, and dist/lazy/, what
 *   it fetches when needed and can do without (see scripts/bundle/lazy.mjs);
 * - dist/split/: the elements in casto.js; the engine, what opens cameras and screens, the
 *   directory's list and all that is in dist/lazy/ in chunks that they load on first need;
 * - dist/npm/: the same with an entry for each of the package's, which share chunks, and with lit from the author's
 *   project; in edge/, what stands in for the elements where there is no DOM;
 * - dist/star/: the star for Node, with all its packages inside.
 *
 * tsc compiles first (`npm run build`); rollup only resolves, bundles and minifies.
 */
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import commonjs from '@rollup/plugin-commonjs';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { oneDecorate } from './scripts/bundle/decorate.mjs';
import { LAZY_DIR, lazyFiles } from './scripts/bundle/lazy.mjs';
import { lean } from './scripts/bundle/lean.mjs';
import { BANNER, licences } from './scripts/bundle/licences.mjs';
import { isLit } from './scripts/bundle/lit.mjs';
import { minify } from './scripts/bundle/minify.mjs';
import { leanTemplates } from './scripts/bundle/templates.mjs';
import { root } from './scripts/install.mjs';

const input = { casto: 'build/components/index.js' };
/** The package's entries for browsers, by their names in `exports`. */
const entries = {
  ...input,
  player: 'build/components/casto-player.js',
  broadcast: 'build/components/casto-broadcast.js',
  stats: 'build/components/casto-stats.js',
  directory: 'build/components/casto-directory.js',
  engine: 'build/src/index.js',
};

/** What libp2p's packages are known to do, and which is harmless in a bundle. */
function onwarn(warning, warn) {
  const fromPackage = (warning.ids ?? [warning.id]).every((id) => id?.includes('node_modules'));
  if (['CIRCULAR_DEPENDENCY', 'THIS_IS_UNDEFINED'].includes(warning.code) && fromPackage) return;
  warn(warning);
}

const listed = licences(['@lit/react']);

const plugins = () => [
  lean(),
  leanTemplates(),
  oneDecorate(),
  // `browser: true` picks the browser build of each libp2p package, which has no Node code.
  nodeResolve({ browser: true, preferBuiltins: false }),
  commonjs(),
  listed(),
];

const output = (dir, rest = {}) => ({
  dir,
  format: 'es',
  entryFileNames: '[name].js',
  chunkFileNames: '[name]-[hash].js',
  sourcemap: true,
  plugins: [minify({ banner: BANNER })],
  ...rest,
});

const lazy = lazyFiles();
/** The SDK, which the edge shares with the page. */
const sdk = join(root, 'build/src/index.js');

export default [
  // First: it tells the one file what to lay open.
  {
    input: lazy.input,
    onwarn,
    plugins: [lazy.lazy, leanTemplates(), nodeResolve({ browser: true }), commonjs(), listed()],
    output: output(`dist/${LAZY_DIR}`, { chunkFileNames: 'shared-[hash].js' }),
  },
  {
    input,
    onwarn,
    plugins: [lazy.main, ...plugins()],
    output: output('dist', { inlineDynamicImports: true }),
  },
  { input, onwarn, plugins: plugins(), output: output('dist/split') },
  {
    input: entries,
    onwarn,
    external: isLit,
    plugins: plugins(),
    output: output('dist/npm', { sourcemap: false }),
  },
  {
    input: Object.fromEntries(
      ['index', 'player', 'broadcast', 'stats', 'directory'].map((name) => [
        name,
        `build/components/edge/${name}.js`,
      ]),
    ),
    onwarn,
    external: (id) => id === sdk,
    plugins: [nodeResolve({ browser: true })],
    output: output('dist/npm/edge', {
      paths: (id) => (id === sdk ? '../engine.js' : id),
      sourcemap: false,
    }),
  },
  {
    input: { cli: 'build/src/star/cli.js', star: 'build/src/star/star.js' },
    onwarn,
    external: (id) => id.startsWith('node:') || builtinModules.includes(id),
    plugins: [
      nodeResolve({ exportConditions: ['node'], preferBuiltins: true }),
      commonjs({ ignoreDynamicRequires: true }),
      listed(),
    ],
    output: output('dist/star', { sourcemap: false }),
  },
];
