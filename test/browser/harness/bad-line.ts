/**
 * A machine behind a line that loses, delays and queues packets (test/network/line.py, which needs no
 * netem in the kernel). Linux, as root, with iproute2, Python 3 and /dev/net/tun; elsewhere what needs
 * it is skipped.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { HarnessBrowser } from './browser.js';
import { createNamespace, type Namespace, run, within } from './namespace.js';
import { projectRoot } from './root.js';

const LINE = join(projectRoot, 'test/network/line.py');

/** One direction of a line; nothing given is a perfect one. */
export interface WaySettings {
  delayMs?: number;
  /** Up to this much more for each packet, ms; their order is kept. */
  jitterMs?: number;
  /** 0 to 1, each packet by itself. */
  loss?: number;
  /** Loss in bursts: this part of all packets, so many in a row in the mean. */
  lossInBursts?: { part: number; packets: number };
  /** Nothing passes for `lastsMs`, with `everyMs` between in the mean. */
  outages?: { everyMs: number; lastsMs: number };
  kbps?: number;
  /** Packets that wait in front of the rate; what does not fit is dropped. Default 50. */
  queue?: number;
}

export interface LineSettings {
  /** From the machine behind the line. */
  up?: WaySettings;
  /** Towards it. */
  down?: WaySettings;
}

export interface BadLine {
  /** Starts a Chromium behind the line. */
  launch(): Promise<HarnessBrowser>;
  /** From now on; what waits in a queue leaves it at the new rate. */
  set(settings: LineSettings): void;
  /** Starts a script of Node behind the line. */
  script(source: string, ...args: string[]): ChildProcess;
  /** Where it finds this machine. */
  readonly host: string;
  close(): Promise<void>;
}

const REASON =
  'needs Linux, root, iproute2 (ip), nsenter, Python 3, /dev/net/tun and network namespaces';

/** Why no line can be made here, or null. */
export function noBadLine(): string | null {
  const name = `casto-probe-${process.pid}`;
  try {
    run('python3', '--version');
    closeSync(openSync('/dev/net/tun', 'r+'));
    run('ip', 'netns', 'add', name);
    try {
      // Entering one is refused to some who may make one.
      run(...within(name), 'ip', 'tuntap', 'add', 'dev', 'probe', 'mode', 'tap');
    } finally {
      run('ip', 'netns', 'del', name);
    }
    return null;
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    return `${REASON} (${(stderr || message).trim().split('\n')[0]})`;
  }
}

/** As line.py reads it. */
export function written(way: WaySettings = {}): Record<string, unknown> {
  const { delayMs, jitterMs, loss, lossInBursts, outages, kbps, queue } = way;
  return {
    delay: delayMs,
    jitter: jitterMs,
    loss: outages
      ? { every: outages.everyMs, lasts: outages.lastsMs }
      : lossInBursts
        ? { p: lossInBursts.part, burst: lossInBursts.packets }
        : loss,
    rate: kbps,
    queue,
  };
}

/** Joins the namespace to this machine; resolves with what sets and ends the line. */
async function plug(namespace: Namespace): Promise<{
  set(settings: LineSettings): void;
  close(): Promise<void>;
}> {
  const { name, id } = namespace;
  const [outer, inner] = [`to${id}`, `ti${id}`];
  const line = spawn('python3', [LINE, name, inner, '-', outer], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const gone = new Promise<void>((resolve) => line.once('close', () => resolve()));
  const ready = new Promise<void>((resolve) => {
    createInterface(line.stdout).once('line', () => resolve());
  });
  const failed = gone.then(() => {
    throw new Error('The line ended before it was ready; its message is above');
  });
  await Promise.race([ready, failed]);
  const net = namespace.subnet();
  run('ip', 'addr', 'add', `${net}.1/24`, 'dev', outer);
  run(...within(name), 'ip', 'addr', 'add', `${net}.2/24`, 'dev', inner);
  run(...within(name), 'ip', 'route', 'add', 'default', 'via', `${net}.1`);
  return {
    set({ up, down }) {
      line.stdin.write(`${JSON.stringify({ up: written(up), down: written(down) })}\n`);
    },
    async close() {
      line.stdin.end();
      await gone;
    },
  };
}

/** @param urls servers on 127.0.0.1 that the machine behind the line shall reach */
export async function createBadLine(urls: readonly string[]): Promise<BadLine> {
  const namespace = await createNamespace(urls);
  try {
    const line = await plug(namespace);
    return {
      host: namespace.host,
      launch: () => namespace.launch(),
      script: (source, ...args) => namespace.script(source, ...args),
      set: (settings) => line.set(settings),
      async close() {
        await line.close();
        namespace.close();
      },
    };
  } catch (error) {
    namespace.close();
    throw error;
  }
}
