/** A real star in its own process, started by its command line: the file that npm users run. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { projectRoot } from './root.js';

export interface Star {
  readonly url: string;
  readonly multiaddrs: string[];
  readonly pid: number;
  /** SIGTERM, or the given signal; resolves with the exit code when it is gone. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  /** Starts again on the same port with the same key. */
  restart(): Promise<void>;
  /** Stops it and removes its data. */
  close(): Promise<void>;
}

interface Running {
  process: ChildProcess;
  url: string;
  multiaddrs: string[];
}

/** It loads in a second or two; beside other work it may take half a minute. */
const START_MS = 60_000;

async function run(port: number, data: string): Promise<Running> {
  const child = spawn(
    process.execPath,
    [
      join(projectRoot, 'dist/star/cli.js'),
      ...['--port', String(port), '--host', '127.0.0.1', '--data', data, '--json'],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    errors = (errors + chunk).slice(-4000);
    if (process.env.DEBUG) process.stderr.write(chunk);
  });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`The star said nothing for ${START_MS} ms. ${errors}`));
    }, START_MS);
    child.once('error', reject);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`The star ended with ${code}. ${errors}`));
    });
    const lines = createInterface({ input: child.stdout });
    lines.once('line', (line) => {
      clearTimeout(timer);
      try {
        const { url, multiaddrs } = JSON.parse(line) as { url: string; multiaddrs: string[] };
        resolve({ process: child, url, multiaddrs });
      } catch (error) {
        child.kill('SIGKILL');
        reject(new Error(`The star's first line is not JSON: ${line}`, { cause: error }));
      }
    });
  });
}

function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => child.once('exit', (code) => resolve(code)));
}

/** `port` 0 picks a free one; without `data` a folder of its own is made and removed. */
export async function startStar(options: { data?: string; port?: number } = {}): Promise<Star> {
  const data = options.data ?? (await mkdtemp(join(tmpdir(), 'casto-star-')));
  let running = await run(options.port ?? 0, data);
  const stop = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> => {
    running.process.kill(signal);
    return ended(running.process);
  };
  return {
    get url() {
      return running.url;
    },
    get multiaddrs() {
      return running.multiaddrs;
    },
    get pid() {
      return running.process.pid ?? 0;
    },
    stop,
    async restart() {
      await stop();
      running = await run(Number(new URL(running.url).port), data);
    },
    async close() {
      await stop();
      if (options.data === undefined) await rm(data, { recursive: true, force: true });
    },
  };
}
