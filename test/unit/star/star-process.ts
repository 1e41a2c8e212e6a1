/** `casto-star` as a process of its own: the file that npm users run. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { until } from '../network/network-helpers.js';

const CLI = fileURLToPath(new URL('../../../../dist/star/cli.js', import.meta.url));
const running = new Set<ChildProcess>();

/** Ends what a test has left running. */
export async function endStars(): Promise<void> {
  for (const child of running) {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  }
  running.clear();
}

/** A star loads in a second or two; beside other work it may take half a minute. */
export const START_MS = 60_000;

export function run(...args: string[]) {
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  const errors: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => errors.push(line));
  return {
    child,
    lines,
    errors,
    exit: once(child, 'exit') as Promise<[number | null, string | null]>,
  };
}

/** Runs it to its end, all that it says included. */
export async function runToEnd(...args: string[]) {
  const star = run(...args);
  await once(star.child, 'close');
  return { code: star.child.exitCode, lines: star.lines, errors: star.errors };
}

interface Greeting {
  url: string;
  multiaddrs: string[];
}

/** Starts one on a free port, and waits until it has told its address. */
export async function start(...args: string[]) {
  const star = run('--port', '0', '--json', ...args);
  const line = await until('the first line', () => star.lines[0] ?? star.errors[0], START_MS);
  return { ...star, ...(JSON.parse(line) as Greeting) };
}
