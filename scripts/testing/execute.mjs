/** Runs a Node script and keeps what it says. */
import { spawn } from 'node:child_process';
import { root } from '../install.mjs';

/**
 * Its output goes to `write` as it comes, and comes back as text. What has not ended after `mostMs` is
 * ended with all that it started (its process group; Windows knows none).
 *
 * @param {string[]} args
 * @param {{ env?: object, mostMs?: number, write?: (text: string) => void }} options
 * @returns {Promise<{ code: number, text: string, late: boolean }>}
 */
export function execute(args, { env = {}, mostMs, write = () => {} } = {}) {
  return new Promise((resolve) => {
    const groups = process.platform !== 'win32';
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: groups && mostMs !== undefined,
    });
    let late = false;
    const stop = () => {
      late = true;
      if (groups) process.kill(-child.pid, 'SIGKILL');
      else child.kill('SIGKILL');
    };
    const timer = mostMs === undefined ? undefined : setTimeout(stop, mostMs);
    let text = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (chunk) => {
        text += chunk;
        write(chunk);
      });
    }
    const end = (code, text) => {
      clearTimeout(timer);
      resolve({ code, text, late });
    };
    child.once('error', (error) => end(1, String(error)));
    child.once('close', (code) => end(code ?? 1, text));
  });
}
