/** What the documents tell people to write, cut out as it stands there. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from './root.js';

/** The code block of `language` in which `mark` occurs. */
export async function snippet(file: string, language: string, mark: string): Promise<string> {
  const text = await readFile(join(projectRoot, file), 'utf8');
  const blocks = [...text.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))];
  const found = blocks.map(([, code]) => code!).filter((code) => code.includes(mark));
  assert.equal(found.length, 1, `${file}: ${found.length} ${language} blocks with “${mark}”`);
  return found[0]!;
}
