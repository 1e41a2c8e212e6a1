/**
 * Writes what frameworks and editors know the elements by, from a manifest analysed afresh:
 *
 * - build/frameworks/: types for React's JSX, Vue, Svelte and Solid; React components for React ≤ 18;
 * - dist/editors/: custom data for VS Code, web types for JetBrains.
 *
 * Needs build/ as tsc leaves it.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateJetBrainsWebTypes } from 'custom-element-jet-brains-integration';
import { generateVsCodeCustomElementData } from 'custom-element-vs-code-integration';
import { root } from './install.mjs';
import { readElements } from './integrations/elements.mjs';
import { jsxTypes, solidTypes, svelteTypes, vueTypes } from './integrations/frameworks.mjs';
import { reactWrappers } from './integrations/react.mjs';
import { HEADER } from './integrations/text.mjs';
import { analyze } from './manifest.mjs';

const manifest = await analyze();
const elements = readElements(manifest);
if (elements.length === 0) throw new Error('The manifest has no elements');

const frameworks = join(root, 'build/frameworks');
const editors = join(root, 'dist/editors');
rmSync(frameworks, { recursive: true, force: true });
mkdirSync(join(frameworks, 'react'), { recursive: true });
mkdirSync(editors, { recursive: true });

const types = { jsx: jsxTypes, vue: vueTypes, svelte: svelteTypes, solid: solidTypes };
for (const [name, generate] of Object.entries(types)) {
  writeFileSync(join(frameworks, `${name}.d.ts`), generate(elements));
  // `import 'casto/types/vue'` is there at run time as well.
  writeFileSync(join(frameworks, `${name}.js`), `${HEADER}export {};\n`);
}
for (const [name, text] of reactWrappers(elements)) {
  writeFileSync(join(frameworks, 'react', name), text);
}

// Both change what they are given.
const copy = () => structuredClone(manifest);
generateVsCodeCustomElementData(copy(), { outdir: editors, hideLogs: true });
generateJetBrainsWebTypes(copy(), { outdir: editors, packageJson: false, hideLogs: true });
console.log(`frameworks and editors: ${elements.map(({ tag }) => tag).join(', ')}`);
