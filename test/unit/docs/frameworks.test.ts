/** The components of docs/react.md, vue.md and svelte.md, as they stand there, compile and render. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import vue from '@vitejs/plugin-vue';
import { build, type PluginOption } from 'vite';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
// Inside the project, so that `casto` and the frameworks are found as a project of one's own would.
const folder = join(root, 'build/docs-frameworks');
const isCustomElement = (tag: string): boolean => tag.startsWith('casto-');

const warnings: string[] = [];
const FRAMEWORKS: Record<string, { plugins: PluginOption[]; render: string }> = {
  react: {
    plugins: [],
    render: `
      import { createElement } from 'react';
      import { renderToString } from 'react-dom/server';
      export const render = (component) => renderToString(createElement(component, { channel: 'x' }));`,
  },
  vue: {
    plugins: [vue({ template: { compilerOptions: { isCustomElement } } })],
    render: `
      import { createSSRApp } from 'vue';
      import { renderToString } from 'vue/server-renderer';
      export const render = (component) => renderToString(createSSRApp(component, { channel: 'x' }));`,
  },
  svelte: {
    plugins: [svelte({ configFile: false, onwarn: ({ message }) => void warnings.push(message) })],
    render: `
      import { render as toHtml } from 'svelte/server';
      export const render = (component) => toHtml(component, { props: { channel: 'x' } }).body;`,
  },
};

/** Each code block whose first line names its file. */
function files(framework: string): [name: string, code: string][] {
  const text = readFileSync(join(root, `docs/${framework}.md`), 'utf8');
  const blocks = [...text.matchAll(/```\w+\n(.*?)```/gs)].map(([, code]) => code!);
  return blocks.flatMap((code): [string, string][] => {
    const name = /^(?:\/\/|<!--) ([A-Z]\w+\.(?:tsx|vue|svelte))/.exec(code)?.[1];
    return name ? [[name, code]] : [];
  });
}

describe('components of the framework documents', () => {
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const [framework, { plugins, render }] of Object.entries(FRAMEWORKS)) {
    it(`${framework}: compile without a warning and render where there is no DOM`, async () => {
      const source = join(folder, framework);
      mkdirSync(source, { recursive: true });
      const components = files(framework);
      assert.ok(components.length >= 3, `${components.length} components`);
      const names = components.map(([name]) => name.split('.')[0]!);
      for (const [name, code] of components) writeFileSync(join(source, name), code);
      const exports = components.map(([name], i) =>
        framework === 'react'
          ? `export { ${names[i]} } from './${name}';`
          : `export { default as ${names[i]} } from './${name}';`,
      );
      writeFileSync(join(source, 'entry.js'), `${exports.join('\n')}\n${render}\n`);
      warnings.length = 0;
      await build({
        configFile: false,
        root: source,
        logLevel: 'silent',
        plugins,
        customLogger: {
          info: () => undefined,
          warn: (text) => void warnings.push(text),
          warnOnce: (text) => void warnings.push(text),
          error: (text) => void warnings.push(text),
          clearScreen: () => undefined,
          hasErrorLogged: () => false,
          hasWarned: false,
        },
        // Packages stay outside, as in any app that renders on a server.
        ssr: { external: true },
        build: { ssr: 'entry.js', outDir: 'out', emptyOutDir: true },
      });
      assert.deepEqual(warnings, []);
      const built = (await import(pathToFileURL(join(source, 'out/entry.js')).href)) as Record<
        string,
        unknown
      > & { render(component: unknown): string | Promise<string> };
      for (const name of names) {
        const html = await built.render(built[name]);
        assert.match(html, /<casto-(player|broadcast)[ >]/, `${framework} ${name}: ${html}`);
      }
    });
  }
});
