/** Builds the CastoStats of a session. */
import type { CastoStats } from '../../base/types.js';
import type { Link } from '../../media/link/link.js';
import { NO_STATS } from '../../media/worker-client/forwarder-client.js';
import type { CastoNode } from '../../network/api.js';
import type { TreeSession } from '../peer/tree-session.js';
import { BitrateMeter, edgeStats, NO_VIDEO, type VideoStats } from './edge-stats.js';

type Rest = Pick<CastoStats, 'latencyMs' | 'joinMs' | 'viewers' | 'switches'> & {
  video?: VideoStats;
};

export class StatsBuilder {
  readonly #meter = new BitrateMeter();

  async build(
    root: boolean,
    channelId: string,
    node: CastoNode | null,
    session: TreeSession | null,
    rest: Rest,
  ): Promise<CastoStats> {
    const view = session?.tree.view;
    const worker = (await session?.forwarder.stats()) ?? NO_STATS;
    const look = async (link: Link | undefined) =>
      link && session ? edgeStats(link, session.rttOf(link), worker, this.#meter) : null;
    const links = session?.links ?? new Map<string, Link>();
    const parent = view?.parent ? await look(links.get(view.parent.link)) : null;
    const children = [];
    for (const child of view?.children ?? []) {
      const seen = child.serving ? await look(links.get(child.link)) : null;
      if (seen) children.push(root ? { ...seen.edge, way: 'source' as const } : seen.edge);
    }
    this.#meter.keepOnly(new Set([...links.keys()].flatMap((id) => [id, `${id} frames`])));
    const star = node?.stars.find(({ connected }) => connected) ?? node?.stars[0];
    const role = root ? 'broadcaster' : children.length > 0 ? 'relay' : 'viewer';
    return {
      role,
      channelId,
      peerId: node?.peerId ?? '',
      depth: view?.depth ?? 0,
      path: view?.path ?? [],
      parent: parent?.edge ?? null,
      standby: view?.standby
        ? { peerId: view.standby.peer, connected: view.standby.connected }
        : null,
      children,
      viewers: rest.viewers,
      latencyMs: Math.round(rest.latencyMs),
      joinMs: Math.round(rest.joinMs),
      switches: rest.switches,
      video: rest.video ?? parent?.video ?? { ...NO_VIDEO },
      star: { connected: star?.connected ?? false, address: star?.address ?? '' },
    };
  }
}
