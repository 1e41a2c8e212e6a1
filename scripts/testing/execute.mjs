/** Runs a Node script and keeps what it says. */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { root } from '../install.mjs';

/** Linux may share the processors between sessions first, and by niceness within each: then the session is made nice. */
function yieldToOthers(pid) {
  try {
    writeFileSync(`/proc/${pid}/autogroup`, '19');
  } catch {
    // It does not, or this is another system.
  }
}

/**
 * Its output goes to `write` as it comes, and comes back as text. What has not ended after `mostMs` is
 * ended with all that it started (its process group; Windows knows none). `idle`: it has what others leave of the
 * processors (Windows shares them alike).
 *
 * @param {string[]} args
 * @param {{ env?: object, mostMs?: number, idle?: boolean, write?: (text: string) => void }} options
 * @returns {Promise<{ code: number, text: string, late: boolean }>}
 */
export function execute(args, { env = {}, mostMs, idle = false, write = () => {} } = {}) {
  return new Promise((resolve) => {
    const groups = process.platform !== 'win32';
    const command = [process.execPath, ...args];
    if (idle && groups) command.unshift('nice', '-n', '19');
    const child = spawn(command[0], command.slice(1), {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: groups && (idle || mostMs !== undefined),
    });
    if (idle && child.pid) yieldToOthers(child.pid);
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
