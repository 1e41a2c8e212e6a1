/** Notices that this page's own network may be another one now, and does what can be done about it. */
import type { Link } from '../media/link.js';
import type { CastoNode } from '../network/api.js';
import type { TreePeer } from '../overlay/api.js';
import { onNetworkChange } from './page-life.js';

/** Links that end like this may end because of it. */
const CUT_OFF = new Set(['disconnected', 'connection failed', 'pings unanswered']);

export interface NetworkWatchOptions {
  node: Pick<CastoNode, 'on' | 'checkStars'>;
  links: ReadonlyMap<string, Link>;
  tree: Pick<TreePeer, 'linkAnswers' | 'reachable'>;
}

export class NetworkWatch {
  readonly #options: NetworkWatchOptions;
  readonly #unlisten: (() => void)[];

  constructor(options: NetworkWatchOptions) {
    this.#options = options;
    this.#unlisten = [
      onNetworkChange(() => {
        for (const link of options.links.values()) link.restartIce();
      }),
      this.#onStarBack(),
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
   * A link that does not answer is the first to tell: ICE says so after five seconds. The way to the star may
   * be gone with it, and would look open for a minute.
   */
  answers(link: Link, yes: boolean): void {
    link.mute = !yes;
    if (!yes) this.check();
    this.#options.tree.linkAnswers(link.id, yes);
  }

  linkClosed(reason: string): void {
    if (CUT_OFF.has(reason)) this.check();
  }

  /** Stars that do not answer now are dialled again. */
  check(): void {
    this.#options.node.checkStars();
  }

  close(): void {
    for (const unlisten of this.#unlisten) unlisten();
  }
}
