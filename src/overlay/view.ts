/** What a peer tells of itself for statistics and presence. */
import type { Attachment, TreeView } from './api.js';
import type { Standing } from './children/child.js';
import type { Children } from './children/children.js';
import type { Parents } from './parents/parents.js';
import { BOUNDS } from './timing.js';

export function viewOf(
  attachment: Attachment,
  { path, epoch }: Standing,
  { parent, standbys }: Parents,
  children: Children,
  viewers: number,
): TreeView {
  const told = standbys.map(({ peer, id }) => ({ peer, link: id }));
  const [standby] = told;
  return {
    attachment,
    path: path ?? [],
    depth: path ? path.length - 1 : 0,
    epoch,
    parent: parent && { peer: parent.peer, link: parent.id, flowing: parent.flowing },
    standby: standby ? { ...standby, connected: true } : null,
    standbys: told,
    children: children.fed.map(({ peer, link, open, viewers: below }) => ({
      peer,
      link,
      serving: open,
      viewers: below,
    })),
    standbyChildren: children.standbys.map(({ peer, link }) => ({ peer, link })),
    slots: children.slots,
    // Seldom asked for, and it takes long to find.
    get open() {
      return children.openPeers(BOUNDS.entries);
    },
    viewers,
  };
}
