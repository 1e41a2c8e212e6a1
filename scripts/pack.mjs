/** The npm package as `npm publish` would send it, of what is built now. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './install.mjs';

/**
 * @param {string} folder where the tarball goes
 * @returns {string} its path
 */
export const pack = (folder) => packed(folder).file;

/**
 * @param {string} folder where the tarball goes
 * @returns {{ file: string, size: number, unpackedSize: number }} its path, its bytes and those of what is in it
 */
export function packed(folder) {
  // Without scripts: `prepack` would build once more.
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const script = process.env.npm_execpath;
  const own = script && /\.c?js$/.test(script);
  const output = execFileSync(own ? process.execPath : 'npm', own ? [script, ...args] : args, {
    cwd: root,
    encoding: 'utf8',
    shell: !own && process.platform === 'win32',
  });
  const [{ filename, size, unpackedSize }] = Object.values(JSON.parse(output));
  return { file: join(folder, filename), size, unpackedSize };
}
