/**
 * Builds the React, Vue and Svelte apps of demo/frameworks with Vite, each for the browser and for
 * a server: build/demo/frameworks/<name>/ and <name>-server/. Needs a build of CASTO.
 *
 *   node scripts/frameworks.mjs [react|vue|svelte]…
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { root } from './install.mjs';

export const APPS = [
  { name: 'react', server: 'server.tsx' },
  { name: 'vue', server: 'server.js' },
  { name: 'svelte', server: 'server.js' },
];

/** @param {'react' | 'vue' | 'svelte'} wanted */
export async function buildApp(wanted) {
  const { name, server } = APPS.find((app) => app.name === wanted);
  const configFile = join(root, 'demo/frameworks', name, 'vite.config.js');
  const options = { configFile, logLevel: 'warn' };
  await build(options);
  await build({ ...options, build: { ssr: server } });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const wanted = process.argv.slice(2);
  for (const { name } of APPS) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    await buildApp(name);
    console.log(`build/demo/frameworks/${name}`);
  }
}
