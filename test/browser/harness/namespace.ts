/**
 * A network namespace that stands for a machine of its own: a browser in it sees the web server and the
 * star of this one on 127.0.0.1, which a page must see as that (a secure context, and the star's own
 * address), so their ports are carried into it. Linux, as root, with iproute2.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { browserPath, type HarnessBrowser, launch } from './browser.js';

/** Runs a command, throws when it fails. */
export const run = (command: string, ...args: string[]): string =>
  execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

/**
 * The beginning of a command in a namespace. (`ip netns exec` and the `-n` of `ip` and `tc` also remount the file
 * system, which a chroot refuses.)
 */
export const within = (namespace: string): [string, string] => [
  'nsenter',
  `--net=/run/netns/${namespace}`,
];

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

export interface Namespace {
  readonly name: string;
  /** Distinguishes the interfaces of this namespace from those of others: `co<id>`, … */
  readonly id: string;
  /** Where a process in the namespace finds this machine, whatever interface leads there. */
  readonly host: string;
  /** The first three numbers of a subnet that nothing else uses. */
  subnet(): string;
  /** Starts a script of Node in it. */
  script(source: string, ...args: string[]): ChildProcess;
  /** Starts a Chromium in it. */
  launch(): Promise<HarnessBrowser>;
  /** Once nothing runs in it any more, its interfaces go with it. */
  close(): void;
}

let made = 0;

/** @param urls servers on 127.0.0.1 that the namespace shall reach, once an interface leads out of it */
export async function createNamespace(urls: readonly string[]): Promise<Namespace> {
  const number = made++;
  const id = `${process.pid % 10_000}${number}`;
  const name = `casto-${id}`;
  const net = `10.${100 + (process.pid % 100)}`;
  const host = `${net}.255.${made % 250}`;
  let subnets = 0;
  run('ip', 'netns', 'add', name);
  const inside = within(name);
  run(...inside, 'ip', 'link', 'set', 'lo', 'up');
  run('ip', 'addr', 'add', `${host}/32`, 'dev', 'lo');
  const script: Namespace['script'] = (source, ...args) =>
    spawn(inside[0], [inside[1], process.execPath, '-e', source, ...args], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  const ports = urls.map((url) => Number(new URL(url).port));
  const carried = await Promise.all(ports.map((port) => carry(port, host, '127.0.0.1')));
  const carrier = script(CARRIER, host, ...ports.map(String));
  const folder = mkdtempSync(join(tmpdir(), 'casto-namespace-'));

  return {
    name,
    id,
    host,
    subnet: () => `${net}.${(number * 8 + subnets++) % 250}`,
    script,
    async launch() {
      const chromium = await browserPath('chromium');
      const path = join(folder, 'chromium');
      writeFileSync(path, `#!/bin/sh\nexec ${inside.join(' ')} ${chromium} "$@"\n`, {
        mode: 0o755,
      });
      return launch({ executablePath: path });
    },
    close() {
      carrier.kill('SIGKILL');
      for (const end of carried) end();
      rmSync(folder, { recursive: true, force: true });
      run('ip', 'addr', 'del', `${host}/32`, 'dev', 'lo');
      run('ip', 'netns', 'del', name);
    },
  };
}
