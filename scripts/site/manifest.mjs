/** The elements in the order in which the site shows them. */
import { analyze } from '../manifest.mjs';

const FIRST = ['casto-player', 'casto-broadcast', 'casto-stats', 'casto-directory'];
const rank = ({ tagName }) => (FIRST.indexOf(tagName) + 1 || FIRST.length + 1) - 1;

/** Their declarations in a manifest of the sources as they are now. */
export async function readElements() {
  const manifest = await analyze();
  const elements = manifest.modules
    .flatMap(({ declarations = [] }) => declarations)
    .filter(({ tagName }) => tagName);
  if (elements.length === 0) throw new Error('The analyzer found no element in components/');
  return elements.sort((a, b) => rank(a) - rank(b) || a.tagName.localeCompare(b.tagName, 'en'));
}
