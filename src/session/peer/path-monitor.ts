/** Notices that this page's own network may be another one now, and does what can be done about it. */
import type { Link } from '../../media/link/link.js';
import type { CastoNode } from '../../network/api.js';
import type { TreePeer } from '../../overlay/api.js';
import type { SetTimer } from './heartbeat.js';
import { onNetworkChange } from './page-life.js';

/** Links that end like this may end because of it. */
const CUT_OFF = new Set(['disconnected', 'connection failed', 'pings unanswered']);
/** Links that end like this never found a path, or lost it: TURN may have refused an old password. */
const NO_PATH = new Set(['connection failed', 'open timed out']);

export interface PathMonitorOptions {
  node: Pick<CastoNode, 'on' | 'checkStars' | 'iceServers' | 'renewIceServers'>;
  links: ReadonlyMap<string, Link>;
  tree: Pick<TreePeer, 'linkAnswers' | 'reachable'>;
  setTimer: SetTimer;
}

/** A path on which anything goes brings something within this, milliseconds. */
const PACKET_MS = 400;

/** Bytes that came on a link so far, of whatever kind. */
async function receivedBytes({ pc }: Link): Promise<number> {
  let bytes = 0;
  for (const report of (await pc.getStats()).values()) {
    if (report.type === 'candidate-pair') bytes += report.bytesReceived ?? 0;
  }
  return bytes;
}

export class PathMonitor {
  readonly #options: PathMonitorOptions;
  readonly #unlisten: (() => void)[];
  /** Links that do not answer. */
  readonly #doubted = new Set<Link>();

  constructor(options: PathMonitorOptions) {
    this.#options = options;
    this.#unlisten = [
      onNetworkChange(() => {
        for (const link of options.links.values()) link.restartIce();
      }),
      this.#onStarBack(),
      options.node.on('iceServers', () => {
        for (const link of options.links.values()) link.useIceServers(options.node.iceServers);
      }),
    ];
  }

  #onStarBack(): () => void {
    const { node, tree } = this.#options;
    let starless = false;
    return node.on('stars', (all) => {
      const there = all.some(({ connected }) => connected);
      if (there && starless) tree.reachable();
      starless = !there;
    });
  }

  /**
   * A link that does not answer is the first to tell: ICE says so after five seconds. A narrow line loses pings
   * as well, and a busy page lets them wait, but something comes.
   */
  answers(link: Link, yes: boolean): void {
    if (!yes) {
      this.#doubted.add(link);
      void this.#watchPackets(link);
    } else if (this.#doubted.delete(link)) this.#tell(link, true);
  }

  async #watchPackets(link: Link): Promise<void> {
    const before = await receivedBytes(link);
    await new Promise<void>((resolve) => this.#options.setTimer(PACKET_MS, resolve));
    if (link.closed || !this.#doubted.has(link)) return;
    if ((await receivedBytes(link)) === before && this.#doubted.has(link)) this.#tell(link, false);
  }

  #tell(link: Link, answers: boolean): void {
    link.unresponsive = !answers;
    // The way to the star may be gone with the link's, and would look open for a minute.
    if (!answers) this.check();
    this.#options.tree.linkAnswers(link.id, answers);
  }

  linkClosed(link: Link, reason: string): void {
    this.#doubted.delete(link);
    if (CUT_OFF.has(reason)) this.check();
    if (NO_PATH.has(reason)) this.#options.node.renewIceServers();
  }

  /** Stars that do not answer now are dialled again. */
  check(): void {
    this.#options.node.checkStars();
  }

  close(): void {
    for (const unlisten of this.#unlisten) unlisten();
  }
}
