/** Frameworks that draw a page on their server, and take it over in the browser (hydration). */
import { snippet } from '../../browser/harness/index.js';
import { BROADCAST, EXAMPLE, type Host, META, mutedPlayer } from './host.js';
import { LIVE_SVELTE, LIVE_VUE } from './vite-apps.js';

const PAGES = { live: 'live', watch: 'watch' };
const HEARS = { live: true, watch: true };

export const next: Host = {
  name: 'Next 16',
  packages: {
    next: '^16',
    react: '^19',
    'react-dom': '^19',
    '@types/node': '^24',
    '@types/react': '^19',
    '@types/react-dom': '^19',
    typescript: '^7',
  },
  shown: ['next', 'react', 'typescript'],
  files: async () => ({
    'app/layout.tsx': `import type { ReactNode } from 'react';

export const metadata = { other: { 'casto-star': '${EXAMPLE.star}' } };

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  );
}
`,
    // A server component.
    'app/watch/page.tsx': mutedPlayer(await snippet('docs/frameworks.md', 'tsx', '// app/watch')),
    'app/live/page.tsx': `'use client';

import { CastoBroadcast } from 'casto/react';
import { useState } from 'react';

export default function Page() {
  const [state, setState] = useState('');
  return (
    <>
      <CastoBroadcast
        channel="${EXAMPLE.channel}"
        autostart
        onCastoStatechange={(event) => setState(event.detail.to)}
      />
      <output>{state}</output>
    </>
  );
}
`,
  }),
  build: 'next build',
  served: { script: 'node_modules/next/dist/bin/next', args: ['start', '-H', '127.0.0.1'] },
  pages: PAGES,
  hears: { live: true },
};

export const nuxt: Host = {
  name: 'Nuxt 4',
  // An empty Nuxt 4.5.2 does not build with Vite 8.4, whose rolldown is newer than Nuxt's own.
  packages: { nuxt: '^4', vite: '~8.3', vue: '^3' },
  shown: ['nuxt', 'vue', 'vite'],
  node: 22,
  files: async () => ({
    'nuxt.config.ts': await snippet('docs/frameworks.md', 'ts', 'defineNuxtConfig'),
    'app/app.vue': '<template>\n  <NuxtPage />\n</template>\n',
    'app/components/Show.vue': mutedPlayer(
      await snippet('docs/vue.md', 'vue', '<!-- TypedShow.vue -->'),
    ),
    'app/pages/watch.vue': `<template>\n  <Show channel="${EXAMPLE.channel}" />\n</template>\n`,
    'app/pages/live.vue': LIVE_VUE.replace('<template>', '<template>\n  <div>').replace(
      '</template>',
      '  </div>\n</template>',
    ),
  }),
  build: 'nuxt build',
  served: { script: '.output/server/index.mjs' },
  pages: PAGES,
  hears: HEARS,
};

export const svelteKit: Host = {
  name: 'SvelteKit 3',
  packages: {
    '@sveltejs/kit': '^3',
    '@sveltejs/adapter-node': '^6',
    '@sveltejs/vite-plugin-svelte': '^7',
    svelte: '^5',
    vite: '^8',
  },
  shown: ['@sveltejs/kit', 'svelte', 'vite'],
  node: 22,
  files: async () => ({
    'vite.config.js': `import adapter from '@sveltejs/adapter-node';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';

export default defineConfig({ plugins: [sveltekit({ adapter: adapter() })] });
`,
    'src/app.html': `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    ${META}
    %sveltekit.head%
  </head>
  <body>
    <div style="display: contents">%sveltekit.body%</div>
  </body>
</html>
`,
    'src/Show.svelte': mutedPlayer(
      await snippet('docs/svelte.md', 'svelte', '<!-- TypedShow.svelte -->'),
    ),
    'src/routes/watch/+page.svelte': `<script>
  import Show from '../../Show.svelte';
</script>

<Show channel="${EXAMPLE.channel}" />
`,
    'src/routes/live/+page.svelte': LIVE_SVELTE,
  }),
  build: 'vite build',
  served: { script: 'build/index.js' },
  pages: PAGES,
  hears: HEARS,
};

/** Astro draws its pages when it builds, unless told otherwise; plain tags are nothing to hydrate. */
export const astro: Host = {
  name: 'Astro 7',
  packages: { astro: '^7' },
  shown: ['astro'],
  node: 22,
  files: async () => {
    const watch = mutedPlayer(
      await snippet('docs/frameworks.md', 'astro', '<casto-player'),
      'muted autoplay',
    );
    // A layout, as Astro's starter has one.
    const layout = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Show</title>
    ${META}
  </head>
  <body>
    <slot />
  </body>
</html>
`;
    const within = (code: string): string => {
      const [, frontmatter, body] = code.split(/^---\n/m);
      return `---\nimport Layout from '../layouts/Layout.astro';\n${frontmatter}---\n<Layout>\n${body}</Layout>\n`;
    };
    return {
      'src/layouts/Layout.astro': layout,
      'src/pages/watch.astro': within(watch),
      'src/pages/live.astro': within(
        watch
          .replace(/<casto-player.*<\/casto-player>/, BROADCAST)
          .replace('casto/player', 'casto/broadcast'),
      ),
    };
  },
  build: 'astro build',
  served: { folder: 'dist' },
  pages: { live: 'live/', watch: 'watch/' },
};
