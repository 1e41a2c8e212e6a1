/** The npm package as `npm publish` would send it, of what is built now. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './install.mjs';

/**
 * @param {string} folder where the tarball goes
 * @returns {string} its path
 */
export function pack(folder) {
  // Without scripts: `prepack` would build once more.
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const script = process.env.npm_execpath;
  const own = script && /\.c?js$/.test(script);
  const output = execFileSync(own ? process.execPath : 'npm', own ? [script, ...args] : args, {
    cwd: root,
    encoding: 'utf8',
    shell: !own && process.platform === 'win32',
  });
  const [{ filename }] = Object.values(JSON.parse(output));
  return join(folder, filename);
}
