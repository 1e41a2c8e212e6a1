/**
 * A machine behind a line of limited width: a network namespace joined by a veth pair whose ends are
 * shaped by `tc`. Linux, as root, with iproute2; elsewhere tests that need it are skipped.
 *
 * Web server and star listen on 127.0.0.1, which a page must see as that (a secure context, and the
 * star's own address), so their ports are carried into the namespace.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { browserPath, type HarnessBrowser, launch } from './browser.js';
import { delay } from './until.js';

/** What a router in between may hold back before it drops. */
const QUEUE_MS = 200;
/** From one interface to the next. */
const SWITCH_MS = 300;

export interface NarrowLine {
  /** Starts a Chromium behind the line. */
  launch(): Promise<HarnessBrowser>;
  /** kbit/s towards the machine behind the line; null: as fast as the computer is. */
  limitDown(kbps: number | null): void;
  /** kbit/s from it. */
  limitUp(kbps: number | null): void;
  /** Drops every packet, both ways; interfaces and sockets look as before. */
  silence(on: boolean): void;
  /** The machine loses its interface and gets another one, with another address. */
  changeInterface(): Promise<void>;
  /** Bytes of whole packets that left the machine behind the line so far. */
  bytesUp(): number;
  close(): Promise<void>;
}

const run = (command: string, ...args: string[]): string =>
  execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

/**
 * The beginning of a command in a namespace. (`ip netns exec` and the `-n` of `ip` and `tc` also remount the file
 * system, which a chroot refuses.)
 */
const within = (namespace: string): [string, string] => [
  'nsenter',
  `--net=/run/netns/${namespace}`,
];

/** Why no line can be made here, or null. */
export function noNarrowLine(): string | null {
  try {
    const name = `casto-probe-${process.pid}`;
    run('ip', 'netns', 'add', name);
    try {
      run(...within(name), 'tc', 'qdisc', 'add', 'dev', 'lo', 'root', ...shaped(1000));
    } finally {
      run('ip', 'netns', 'del', name);
    }
    return null;
  } catch {
    return 'needs Linux, root, iproute2 (ip, tc) and nsenter';
  }
}

/** Queues of a line's end, as `tc qdisc` wants them. */
const FREE = ['pfifo'];
/** Room for one byte takes no packet at all. */
const CLOSED = ['bfifo', 'limit', '1'];
const shaped = (kbps: number | null): string[] =>
  kbps === null
    ? FREE
    : `tbf rate ${Math.round(kbps)}kbit burst 16kb latency ${QUEUE_MS}ms`.split(' ');

/** Carries connections on `at`:port to `to`:port; returns what ends that. */
function carry(port: number, at: string, to: string): Promise<() => void> {
  const ends = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(port, to);
    near.pipe(far).pipe(near);
    for (const end of [near, far]) {
      ends.add(end);
      end.on('error', () => {
        near.destroy();
        far.destroy();
      });
      end.on('close', () => ends.delete(end));
    }
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, at, () =>
      resolve(() => {
        server.close();
        // Those over an interface that is gone would never end by themselves.
        for (const end of ends) end.destroy();
      }),
    );
  });
}

/** The same as {@link carry}, as a script for a process in the namespace. */
const CARRIER = `
  const { connect, createServer } = require('node:net');
  const [to, ...ports] = process.argv.slice(1);
  for (const port of ports) {
    createServer((near) => {
      const far = connect(Number(port), to);
      near.pipe(far).pipe(near);
      for (const end of [near, far]) end.on('error', () => { near.destroy(); far.destroy(); });
    }).listen(Number(port), '127.0.0.1');
  }
`;

let made = 0;

/** @param urls servers on 127.0.0.1 that the machine behind the line shall reach */
export async function createNarrowLine(urls: readonly string[]): Promise<NarrowLine> {
  const id = `${process.pid % 10_000}${made++}`;
  const namespace = `casto-${id}`;
  const subnet = `10.${100 + (process.pid % 100)}`;
  // Where the servers are found whatever interface leads there.
  const host = `${subnet}.255.${made % 250}`;
  const inside = within(namespace);
  run('ip', 'netns', 'add', namespace);
  run(...inside, 'ip', 'link', 'set', 'lo', 'up');
  run('ip', 'addr', 'add', `${host}/32`, 'dev', 'lo');
  let [outer, inner] = ['', ''];
  let plugged = 0;
  const plug = (): void => {
    const net = `${subnet}.${(made * 8 + plugged) % 250}`;
    [outer, inner] = [`co${id}x${plugged}`, `ci${id}x${plugged}`];
    plugged++;
    run('ip', 'link', 'add', outer, 'type', 'veth', 'peer', 'name', inner, 'netns', namespace);
    run('ip', 'addr', 'add', `${net}.1/24`, 'dev', outer);
    run('ip', 'link', 'set', outer, 'up');
    run(...inside, 'ip', 'addr', 'add', `${net}.2/24`, 'dev', inner);
    run(...inside, 'ip', 'link', 'set', inner, 'up');
    run(...inside, 'ip', 'route', 'add', 'default', 'via', `${net}.1`);
  };
  plug();

  const ports = urls.map((url) => Number(new URL(url).port));
  const carried = await Promise.all(ports.map((port) => carry(port, host, '127.0.0.1')));
  const carrier: ChildProcess = spawn(
    inside[0],
    [inside[1], process.execPath, '-e', CARRIER, host, ...ports.map(String)],
    { stdio: 'ignore' },
  );
  const folder = mkdtempSync(join(tmpdir(), 'casto-line-'));
  const queue = (device: string, kind: string[]): string[] => [
    'qdisc',
    'replace',
    'dev',
    device,
    'root',
    ...kind,
  ];
  const down = (kind: string[]): string => run('tc', ...queue(outer, kind));
  const up = (kind: string[]): string => run(...inside, 'tc', ...queue(inner, kind));

  return {
    async launch() {
      const chromium = await browserPath('chromium');
      const script = join(folder, 'chromium');
      writeFileSync(script, `#!/bin/sh\nexec ${inside.join(' ')} ${chromium} "$@"\n`, {
        mode: 0o755,
      });
      return launch({ executablePath: script });
    },
    limitDown: (kbps) => down(shaped(kbps)),
    limitUp: (kbps) => up(shaped(kbps)),
    silence(on) {
      const kind = on ? CLOSED : FREE;
      down(kind);
      up(kind);
    },
    async changeInterface() {
      run('ip', 'link', 'del', outer);
      await delay(SWITCH_MS);
      plug();
    },
    bytesUp: () => Number(run('cat', `/sys/class/net/${outer}/statistics/rx_bytes`).trim()),
    async close() {
      carrier.kill('SIGKILL');
      for (const end of carried) end();
      rmSync(folder, { recursive: true, force: true });
      run('ip', 'addr', 'del', `${host}/32`, 'dev', 'lo');
      // The veth pair goes with it, once nothing runs in it any more.
      run('ip', 'netns', 'del', namespace);
      try {
        run('ip', 'link', 'del', outer);
      } catch {
        // Gone with the namespace.
      }
    },
  };
}
