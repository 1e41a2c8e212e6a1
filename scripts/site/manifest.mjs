/** What the analyzer reads from the elements' own comments, without writing a file. */
import { cli } from '@custom-elements-manifest/analyzer/cli.js';
import { root } from '../install.mjs';

/** The elements, `<casto-player>` first, as `declarations` of custom-elements.json. */
export async function readElements() {
  const manifest = await cli({
    argv: ['analyze', '--litelement', '--quiet', '--globs', 'components/**/*.ts'],
    cwd: root,
    noWrite: true,
  });
  const elements = manifest.modules
    .flatMap(({ declarations = [] }) => declarations)
    .filter(({ tagName }) => tagName);
  if (elements.length === 0) throw new Error('The analyzer found no element in components/');
  return elements.sort((a, b) => rank(a) - rank(b) || a.tagName.localeCompare(b.tagName, 'en'));
}

const FIRST = ['casto-player', 'casto-broadcast', 'casto-stats', 'casto-directory'];
const rank = ({ tagName }) => (FIRST.indexOf(tagName) + 1 || FIRST.length + 1) - 1;
