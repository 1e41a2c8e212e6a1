/** Tools that know of no framework: the tags stand in the pages, the script imports the elements. */
import { snippet } from '../../browser/harness/index.js';
import { BROADCAST, type Host, moduleScript, PLAYER, page } from './host.js';

const scripts = {
  'live.js': `import 'casto/broadcast';\n`,
  'watch.js': `import 'casto/player';\n`,
};
const PAGES = { live: 'live.html', watch: 'watch.html' };

export const vite: Host = {
  name: 'Vite 8',
  packages: { vite: '^8' },
  shown: ['vite'],
  files: async () => ({
    ...scripts,
    'live.html': page(BROADCAST, moduleScript('/live.js')),
    'watch.html': page(PLAYER, moduleScript('/watch.js')),
    'vite.config.js': `import { defineConfig } from 'vite';

export default defineConfig({ build: { rolldownOptions: { input: ['live.html', 'watch.html'] } } });
`,
  }),
  build: 'vite build',
  served: { folder: 'dist' },
  pages: PAGES,
};

/** “As it comes”: with what the document names, and nothing else. */
export const rollup: Host = {
  name: 'Rollup 4',
  packages: { rollup: '^4', '@rollup/plugin-node-resolve': '^16' },
  shown: ['rollup', '@rollup/plugin-node-resolve'],
  files: async () => ({
    ...scripts,
    'live.html': page(BROADCAST, moduleScript('dist/live.js')),
    'watch.html': page(PLAYER, moduleScript('dist/watch.js')),
    'rollup.config.js': (await snippet('docs/frameworks.md', 'js', 'nodeResolve(')).replace(
      `'page.js'`,
      `['live.js', 'watch.js']`,
    ),
  }),
  build: 'rollup -c',
  served: { folder: '.' },
  pages: PAGES,
};

export const webpack: Host = {
  name: 'webpack 5',
  packages: { webpack: '^5', 'webpack-cli': '^7' },
  shown: ['webpack', 'webpack-cli'],
  files: async () => ({
    ...scripts,
    'live.html': page(BROADCAST, '<script src="dist/live.js"></script>'),
    'watch.html': page(PLAYER, '<script src="dist/watch.js"></script>'),
    'webpack.config.js': `export default {
  mode: 'production',
  entry: { live: './live.js', watch: './watch.js' },
};
`,
  }),
  build: 'webpack',
  served: { folder: '.' },
  pages: PAGES,
};
