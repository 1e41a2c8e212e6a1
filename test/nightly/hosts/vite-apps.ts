/** Apps of frameworks that are built by Vite and drawn in the page. The watching component is the document's. */
import { snippet } from '../../browser/harness/index.js';
import { EXAMPLE, type Host, moduleScript, mutedPlayer, page, twoPages } from './host.js';

const APP = '<div id="app"></div>';
const PAGES = { live: 'live.html', watch: 'watch.html' };
const HEARS = { live: true, watch: true };

const pages = (extension: string): Record<string, string> => ({
  'live.html': page(APP, moduleScript(`/live.${extension}`)),
  'watch.html': page(APP, moduleScript(`/watch.${extension}`)),
});

const viteConfig = (plugin: string, binding: string, module: string): string =>
  twoPages(`import ${binding} from '${module}';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [${plugin}()],
});
`);

const tsconfig = (jsx: Record<string, string>, include = ['*.tsx']): string =>
  JSON.stringify({
    include,
    compilerOptions: {
      target: 'ES2022',
      module: 'ESNext',
      moduleResolution: 'bundler',
      lib: ['ES2022', 'DOM', 'DOM.Iterable'],
      types: ['vite/client'],
      ...jsx,
      strict: true,
      skipLibCheck: true,
      noEmit: true,
    },
  });

export const react: Host = {
  name: 'React 19',
  packages: {
    react: '^19',
    'react-dom': '^19',
    '@types/react': '^19',
    '@types/react-dom': '^19',
    '@vitejs/plugin-react': '^6',
    typescript: '^7',
    vite: '^8',
  },
  shown: ['react', 'vite', 'typescript'],
  files: async () => ({
    ...pages('tsx'),
    'vite.config.js': viteConfig('react', 'react', '@vitejs/plugin-react'),
    'tsconfig.json': tsconfig({ jsx: 'react-jsx' }),
    'Show.tsx': mutedPlayer(await snippet('docs/react.md', 'tsx', '// Show.tsx')),
    'watch.tsx': `import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Show } from './Show';

createRoot(document.getElementById('app')!).render(
  <StrictMode>
    <Show channel="${EXAMPLE.channel}" />
  </StrictMode>,
);
`,
    'live.tsx': `import 'casto/broadcast';
import type {} from 'casto/types/jsx';
import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';

function Live() {
  const [state, setState] = useState('');
  return (
    <>
      <casto-broadcast
        channel="${EXAMPLE.channel}"
        autostart
        oncasto-statechange={(event) => setState(event.detail.to)}
      />
      <output>{state}</output>
    </>
  );
}

createRoot(document.getElementById('app')!).render(
  <StrictMode>
    <Live />
  </StrictMode>,
);
`,
  }),
  build: 'tsc && vite build',
  served: { folder: 'dist' },
  pages: PAGES,
  hears: HEARS,
};

export const LIVE_VUE = `<script setup>
import 'casto/broadcast';
import { ref } from 'vue';

const state = ref('');
</script>

<template>
  <casto-broadcast
    channel="${EXAMPLE.channel}"
    autostart
    @casto-statechange="state = $event.detail.to"
  />
  <output>{{ state }}</output>
</template>
`;

export const vue: Host = {
  name: 'Vue 3',
  // vue-tsc and svelte-check work by TypeScript's own interface, which 7 has no longer.
  packages: {
    vue: '^3',
    '@vitejs/plugin-vue': '^6',
    typescript: '^6',
    vite: '^8',
    'vue-tsc': '^3',
  },
  shown: ['vue', 'vite', 'vue-tsc', 'typescript'],
  files: async () => ({
    ...pages('js'),
    'vite.config.js': twoPages(await snippet('docs/vue.md', 'js', 'isCustomElement')),
    'Show.vue': mutedPlayer(await snippet('docs/vue.md', 'vue', '<!-- Show.vue -->')),
    'Live.vue': LIVE_VUE,
    'tsconfig.json': tsconfig({}, ['*.vue']),
    'TypedShow.vue': await snippet('docs/vue.md', 'vue', '<!-- TypedShow.vue -->'),
    // vue-tsc ends with an error where it sees none.
    'Wrong.vue': `<script setup lang="ts">
import type {} from 'casto/types/vue';
</script>

<template>
  <!-- @vue-expect-error -->
  <casto-player relay="sometimes" />
</template>
`,
    'watch.js': `import { createApp } from 'vue';
import Show from './Show.vue';

createApp(Show, { channel: '${EXAMPLE.channel}' }).mount('#app');
`,
    'live.js': `import { createApp } from 'vue';
import Live from './Live.vue';

createApp(Live).mount('#app');
`,
  }),
  build: 'vue-tsc && vite build',
  served: { folder: 'dist' },
  pages: PAGES,
  hears: HEARS,
};

export const LIVE_SVELTE = `<script>
  import 'casto/broadcast';

  let state = $state('');
</script>

<casto-broadcast
  channel="${EXAMPLE.channel}"
  autostart
  oncasto-statechange={(event) => (state = event.detail.to)}
></casto-broadcast>
<output>{state}</output>
`;

export const svelte: Host = {
  name: 'Svelte 5',
  packages: {
    svelte: '^5',
    'svelte-check': '^4',
    '@sveltejs/vite-plugin-svelte': '^7',
    typescript: '^6',
    vite: '^8',
  },
  shown: ['svelte', 'vite', 'svelte-check', 'typescript'],
  files: async () => ({
    ...pages('js'),
    'vite.config.js': viteConfig('svelte', '{ svelte }', '@sveltejs/vite-plugin-svelte'),
    'Show.svelte': mutedPlayer(await snippet('docs/svelte.md', 'svelte', '<!-- Show.svelte -->')),
    'Live.svelte': LIVE_SVELTE,
    'tsconfig.json': tsconfig({}, ['*.svelte']),
    'TypedShow.svelte': await snippet('docs/svelte.md', 'svelte', '<!-- TypedShow.svelte -->'),
    'watch.js': `import { mount } from 'svelte';
import Show from './Show.svelte';

mount(Show, { target: document.getElementById('app'), props: { channel: '${EXAMPLE.channel}' } });
`,
    'live.js': `import { mount } from 'svelte';
import Live from './Live.svelte';

mount(Live, { target: document.getElementById('app') });
`,
  }),
  build: 'svelte-check && vite build',
  served: { folder: 'dist' },
  pages: PAGES,
  hears: HEARS,
};

export const solid: Host = {
  name: 'Solid 1',
  packages: { 'solid-js': '^1', 'vite-plugin-solid': '^2', typescript: '^7', vite: '^8' },
  shown: ['solid-js', 'vite-plugin-solid', 'vite', 'typescript'],
  files: async () => ({
    ...pages('tsx'),
    'vite.config.js': viteConfig('solid', 'solid', 'vite-plugin-solid'),
    'tsconfig.json': tsconfig({ jsx: 'preserve', jsxImportSource: 'solid-js' }),
    'Show.tsx': mutedPlayer(
      await snippet('docs/frameworks.md', 'tsx', 'attr:channel'),
      'attr:autoplay="" attr:muted=""',
    ),
    'watch.tsx': `import { render } from 'solid-js/web';
import { Show } from './Show';

render(() => <Show />, document.getElementById('app')!);
`,
    'live.tsx': `import 'casto/broadcast';
import { createSignal } from 'solid-js';
import { render } from 'solid-js/web';

function Live() {
  const [state, setState] = createSignal('');
  return (
    <>
      <casto-broadcast
        attr:channel="${EXAMPLE.channel}"
        attr:autostart=""
        on:casto-statechange={(event) => setState(event.detail.to)}
      />
      <output>{state()}</output>
    </>
  );
}

render(() => <Live />, document.getElementById('app')!);
`,
  }),
  build: 'tsc && vite build',
  served: { folder: 'dist' },
  pages: PAGES,
  hears: HEARS,
};
