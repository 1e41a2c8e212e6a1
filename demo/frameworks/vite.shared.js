/**
 * What the three apps have in common. They import `casto` as a project of their own would; here that
 * is this package itself, so `npm run build` comes first. `npx vite demo/frameworks/react` starts one,
 * with the star of `npm start` behind it.
 */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const out = (name) =>
  fileURLToPath(new URL(`../../build/demo/frameworks/${name}`, import.meta.url));

export const app = (name, plugins = []) =>
  defineConfig(({ isSsrBuild }) => ({
    // Relative links: the built app works in any folder.
    base: './',
    root: fileURLToPath(new URL(name, import.meta.url)),
    plugins,
    server: { proxy: { '/.well-known/casto.json': 'http://127.0.0.1:9090' } },
    build: {
      target: 'es2022',
      outDir: out(isSsrBuild ? `${name}-server` : name),
      emptyOutDir: true,
      // The engine comes in a chunk of its own, on first need.
      chunkSizeWarningLimit: 800,
    },
  }));
