/** The tree as one peer knows it: the path from the broadcaster down to it, and its children. */
import { nothing, svg, type TemplateResult } from 'lit';
import type { CastoStats, Way } from '../../src/types.js';
import { shortId } from '../base/format.js';
import type { Texts } from '../i18n/texts.js';

const WIDTH = 320;
const ROW = 52;
const TOP = 26;
const MAX_PATH = 5;
const MAX_CHILDREN = 5;

interface Node {
  x: number;
  y: number;
  label: string;
  kind: 'root' | 'hop' | 'self' | 'child' | 'standby' | 'more' | 'rest';
}

interface Edge {
  from: Node;
  to: Node;
  way: Way | '';
  kind: 'solid' | 'dashed';
}

export interface Drawing {
  nodes: Node[];
  edges: Edge[];
  height: number;
}

/** A long path keeps its ends; what lies between becomes one node. */
function shortened(path: readonly string[], t: Texts): { label: string; more: boolean }[] {
  const named = path.map((id) => ({ label: shortId(id), more: false }));
  if (named.length <= MAX_PATH) return named;
  const hidden = named.length - (MAX_PATH - 1);
  return [
    ...named.slice(0, 2),
    { label: t.stats.more(t.format.number(hidden)), more: true },
    ...named.slice(3 - MAX_PATH),
  ];
}

/** Where everything goes. */
export function layOut(stats: CastoStats, t: Texts): Drawing {
  const nodes: Node[] = [];
  const edges: Edge[] = [];
  const steps = shortened(stats.path.length > 0 ? stats.path : [stats.peerId], t);
  let above: Node | null = null;
  steps.forEach(({ label, more }, index) => {
    const isLast = index === steps.length - 1;
    const kind = more ? 'more' : isLast ? 'self' : index === 0 ? 'root' : 'hop';
    const node: Node = { x: WIDTH / 2, y: TOP + index * ROW, label, kind };
    if (above) {
      const way = isLast ? (stats.parent?.way ?? '') : '';
      edges.push({ from: above, to: node, way, kind: 'solid' });
    }
    nodes.push(node);
    above = node;
  });
  const self = nodes[nodes.length - 1]!;

  if (stats.standby) {
    const { peerId } = stats.standby;
    const y = Math.max(TOP, self.y - ROW);
    const standby: Node = { x: WIDTH - 52, y, label: shortId(peerId), kind: 'standby' };
    nodes.push(standby);
    edges.push({ from: standby, to: self, way: '', kind: 'dashed' });
  }

  const shown = stats.children.slice(0, MAX_CHILDREN);
  const rest = stats.children.length - shown.length;
  const count = shown.length + (rest > 0 ? 1 : 0);
  const place = (index: number): Pick<Node, 'x' | 'y'> => ({
    x: (WIDTH / count) * (index + 0.5),
    y: self.y + ROW + 8,
  });
  shown.forEach((child, index) => {
    const node: Node = { ...place(index), label: shortId(child.peerId), kind: 'child' };
    nodes.push(node);
    edges.push({ from: self, to: node, way: child.way, kind: 'solid' });
  });
  if (rest > 0) nodes.push({ ...place(count - 1), label: `+${rest}`, kind: 'rest' });

  const height = Math.max(...nodes.map((node) => node.y)) + 30;
  return { nodes, edges, height };
}

export function treeDrawing(stats: CastoStats, t: Texts): TemplateResult {
  const { nodes, edges, height } = layOut(stats, t);
  return svg`<svg class="tree" part="tree" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label=${treeText(stats, t)}>
    ${edges.map(edgeLine)}${nodes.map((node) => nodeMark(node, t))}
  </svg>`;
}

function edgeLine({ from, to, way, kind }: Edge): TemplateResult {
  const middle = (from.y + to.y) / 2;
  const path = `M${from.x} ${from.y}C${from.x} ${middle} ${to.x} ${middle} ${to.x} ${to.y}`;
  const straight = from.x === to.x;
  return svg`<path class=${`edge ${kind} ${way}`} d=${path}></path>${
    way && straight
      ? svg`<text class="way end" x=${from.x - 9} y=${middle + 4}>${way}</text>`
      : nothing
  }`;
}

function nodeMark({ x, y, label, kind }: Node, t: Texts): TemplateResult {
  const below = kind === 'child' || kind === 'standby' || kind === 'rest';
  const tags: Partial<Record<Node['kind'], string>> = {
    root: t.stats.broadcaster,
    self: t.stats.self,
    standby: t.stats.standby,
  };
  const tag = tags[kind];
  if (below) {
    return svg`<circle class=${`node ${kind}`} cx=${x} cy=${y} r="6"></circle>
      <text class="id middle" x=${x} y=${kind === 'standby' ? y - 12 : y + 20}>${label}</text>`;
  }
  return svg`<circle class=${`node ${kind}`} cx=${x} cy=${y} r=${kind === 'self' ? 8 : 6}></circle>
    <text class="id end" x=${x - 15} y=${y + 4}>${label}</text>
    ${tag ? svg`<text class="tag" x=${x + 15} y=${y + 4}>${tag}</text>` : nothing}`;
}

/** The drawing in words. */
function treeText(stats: CastoStats, t: Texts): string {
  return t.stats.treeSummary(Math.max(0, stats.path.length - 1), stats.children.length);
}
