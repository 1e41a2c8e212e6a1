/**
 * A machine behind a line of limited width: a network namespace joined by a veth pair whose ends are
 * shaped by `tc`. Linux, as root, with iproute2; elsewhere tests that need it are skipped.
 */
import type { HarnessBrowser } from './browser.js';
import { createNamespace, run, within } from './namespace.js';
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

/** @param urls servers on 127.0.0.1 that the machine behind the line shall reach */
export async function createNarrowLine(urls: readonly string[]): Promise<NarrowLine> {
  const namespace = await createNamespace(urls);
  const { name, id } = namespace;
  const inside = within(name);
  let [outer, inner] = ['', ''];
  let plugged = 0;
  const plug = (): void => {
    const net = namespace.subnet();
    [outer, inner] = [`co${id}x${plugged}`, `ci${id}x${plugged}`];
    plugged++;
    run('ip', 'link', 'add', outer, 'type', 'veth', 'peer', 'name', inner, 'netns', name);
    run('ip', 'addr', 'add', `${net}.1/24`, 'dev', outer);
    run('ip', 'link', 'set', outer, 'up');
    run(...inside, 'ip', 'addr', 'add', `${net}.2/24`, 'dev', inner);
    run(...inside, 'ip', 'link', 'set', inner, 'up');
    run(...inside, 'ip', 'route', 'add', 'default', 'via', `${net}.1`);
  };
  plug();

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
    launch: () => namespace.launch(),
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
      namespace.close();
      try {
        run('ip', 'link', 'del', outer);
      } catch {
        // Gone with the namespace.
      }
    },
  };
}
