/** Where each peer of the drawn tree goes: the path from the broadcaster down, and the children. */
import type { CastoStats, Way } from '../../../src/base/types.js';

export const WIDTH = 300;
/** A standby that is not on the path stands on the right. */
export const STANDBY_X = WIDTH - 54;
/** The path runs down the left third: names stand to its right. */
const PATH_X = 92;
const ROW = 54;
const TOP = 20;
const MAX_PATH = 5;
/** Places in the row of children: the last one tells how many more there are. */
const MAX_CHILDREN = 5;

export type NodeKind = 'root' | 'hop' | 'self' | 'child' | 'standby' | 'more' | 'rest';

export interface TreeNode {
  x: number;
  y: number;
  /** '' for what stands for several peers. */
  peerId: string;
  /** How many peers it stands for. */
  count: number;
  kind: NodeKind;
}

export interface TreeEdge {
  from: TreeNode;
  to: TreeNode;
  /** '' where this peer cannot know it. */
  way: Way | '';
  kind: 'path' | 'child' | 'standby';
  /** Goes around the nodes between its ends, on the left. */
  bowed: boolean;
}

export interface TreeLayout {
  nodes: TreeNode[];
  edges: TreeEdge[];
  height: number;
  /** From one child to the next. */
  spacing: number;
}

/** A long path keeps its ends; what lies between becomes one node. */
function shortened(path: readonly string[]): { peerId: string; count: number }[] {
  const named = path.map((peerId) => ({ peerId, count: 1 }));
  if (named.length <= MAX_PATH) return named;
  const hidden = named.length - (MAX_PATH - 1);
  return [...named.slice(0, 2), { peerId: '', count: hidden }, ...named.slice(3 - MAX_PATH)];
}

export function layOut(stats: CastoStats): TreeLayout {
  const nodes: TreeNode[] = [];
  const edges: TreeEdge[] = [];
  const steps = shortened(stats.path.length > 0 ? stats.path : [stats.peerId]);
  const { standby } = stats;
  const known = standby ? steps.findIndex(({ peerId }) => peerId === standby.peerId) : -1;
  // A standby beside the first row needs room for its two lines.
  const apart = standby !== null && known < 0;
  const top = apart && steps.length <= 2 ? TOP + 18 : TOP;

  for (const [index, { peerId, count }] of steps.entries()) {
    const isLast = index === steps.length - 1;
    const kind = count > 1 ? 'more' : isLast ? 'self' : index === 0 ? 'root' : 'hop';
    const node: TreeNode = { x: PATH_X, y: top + index * ROW, peerId, count, kind };
    const above = nodes.at(-1);
    if (above) {
      const way = isLast ? (stats.parent?.way ?? '') : '';
      edges.push({ from: above, to: node, way, kind: 'path', bowed: false });
    }
    nodes.push(node);
  }
  const self = nodes.at(-1)!;

  if (standby) {
    let from = nodes[known];
    if (!from) {
      const y = Math.max(top, self.y - ROW);
      from = { x: STANDBY_X, y, peerId: standby.peerId, count: 1, kind: 'standby' };
      nodes.push(from);
    }
    edges.push({ from, to: self, way: '', kind: 'standby', bowed: known >= 0 });
  }

  const all = stats.children.length;
  const shown = stats.children.slice(0, all > MAX_CHILDREN ? MAX_CHILDREN - 1 : all);
  const rest = all - shown.length;
  const count = shown.length + (rest > 0 ? 1 : 0);
  const spacing = WIDTH / Math.max(2, count);
  const place = (index: number): Pick<TreeNode, 'x' | 'y'> => ({
    x: count === 1 ? PATH_X : spacing * (index + 0.5),
    y: self.y + ROW + 12,
  });
  for (const [index, child] of shown.entries()) {
    const node: TreeNode = { ...place(index), peerId: child.peerId, count: 1, kind: 'child' };
    nodes.push(node);
    edges.push({ from: self, to: node, way: child.way, kind: 'child', bowed: false });
  }
  if (rest > 0) {
    const node: TreeNode = { ...place(count - 1), peerId: '', count: rest, kind: 'rest' };
    nodes.push(node);
    edges.push({ from: self, to: node, way: '', kind: 'child', bowed: false });
  }

  const height = Math.max(...nodes.map((node) => node.y + (node.kind === 'child' ? 42 : 22)));
  return { nodes, edges, height, spacing };
}
