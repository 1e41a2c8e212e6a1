/** The tree as one peer knows it, drawn. Each way has its own dashes and its name, not colour alone. */
import { nothing, svg, type TemplateResult } from 'lit';
import type { CastoStats } from '../../../src/base/types.js';
import { shortId } from '../../base/format.js';
import type { Texts } from '../../i18n/texts.js';
import { fitText } from './fit-text.js';
import { layOut, STANDBY_X, type TreeEdge, type TreeNode, WIDTH } from './tree-layout.js';

/** Between two texts that stand side by side. */
const GAP = 6;
/** From a node of the path to its name. */
const NAME = 16;
/** The standby's texts reach as far to the left as to the edge on the right. */
const STANDBY_ROOM = 2 * (WIDTH - STANDBY_X);

export function treeDrawing(stats: CastoStats, t: Texts): TemplateResult {
  const { nodes, edges, height, spacing } = layOut(stats);
  const standby = nodes.find(({ kind }) => kind === 'standby');
  const broadcasts = stats.role === 'broadcaster';
  // The name of the way stands where no standby edge runs.
  const side = edges.some(({ bowed }) => bowed) ? 14 : -14;
  return svg`<svg class="tree" part="tree" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label=${treeText(stats, t)}>
    ${edges.map((edge) => edgeLine(edge, side, spacing, t))}${nodes.map((node) => nodeMark(node, { broadcasts, room: roomOf(node, spacing, standby) }, t))}
  </svg>`;
}

/** How wide the name of a node may be. */
function roomOf({ x, y, kind }: TreeNode, spacing: number, standby: TreeNode | undefined): number {
  if (kind === 'child' || kind === 'rest') return spacing - GAP;
  if (kind === 'standby') return STANDBY_ROOM;
  // The standby's two lines stand above its node.
  const beside = standby && y <= standby.y + 10 && y >= standby.y - 50;
  return (beside ? STANDBY_X - STANDBY_ROOM / 2 : WIDTH) - (x + NAME) - GAP;
}

function curve({ from, to, bowed }: TreeEdge): string {
  const middle = (from.y + to.y) / 2;
  if (bowed) {
    const out = from.x - 50;
    return `M${from.x} ${from.y}C${out} ${from.y} ${out} ${to.y} ${to.x} ${to.y}`;
  }
  return `M${from.x} ${from.y}C${from.x} ${middle} ${to.x} ${middle} ${to.x} ${to.y}`;
}

function edgeLine(edge: TreeEdge, side: number, spacing: number, t: Texts): TemplateResult {
  const { from, to, way, kind, bowed } = edge;
  const middle = (from.y + to.y) / 2 + 4;
  const label = bowed
    ? svg`<text class="note end" x=${from.x - 42} y=${middle} ${fitText(t.stats.standby, from.x - 42)}></text>`
    : kind === 'path' && way
      ? svg`<text class=${side < 0 ? 'note end' : 'note'} x=${from.x + side} y=${middle} ${fitText(t.stats.ways[way], side < 0 ? from.x + side : WIDTH - from.x - side)}></text>`
      : kind === 'child' && way
        ? svg`<text class="note middle" x=${to.x} y=${to.y + 35} ${fitText(t.stats.ways[way], spacing - GAP)}></text>`
        : nothing;
  return svg`<path class=${`edge ${kind} ${way}`} d=${curve(edge)}></path>${label}`;
}

interface Manner {
  broadcasts: boolean;
  room: number;
}

function nodeMark(node: TreeNode, { broadcasts, room }: Manner, t: Texts): TemplateResult {
  const { x, y, kind } = node;
  const circle = svg`<circle class=${`node ${kind} ${broadcasts && kind === 'self' ? 'root' : ''}`} cx=${x} cy=${y} r=${kind === 'self' ? 8 : 6}></circle>`;
  const name = nameOf(node, t);
  if (kind === 'child' || kind === 'rest') {
    return svg`${circle}<text class="small middle" x=${x} y=${y + 20} ${fitText(name, room)}></text>`;
  }
  if (kind === 'standby') {
    return svg`${circle}
      <text class="note middle" x=${x} y=${y - 25} ${fitText(t.stats.standby, room)}></text>
      <text class="id middle" x=${x} y=${y - 12} ${fitText(name, room)}></text>`;
  }
  const tag = tagOf(kind, broadcasts, t);
  return svg`${circle}
    <text class="id" x=${x + NAME} y=${tag ? y - 2 : y + 4} ${fitText(name, room)}></text>
    ${tag ? svg`<text class="note" x=${x + NAME} y=${y + 12} ${fitText(tag, room)}></text>` : nothing}`;
}

function nameOf({ peerId, count, kind }: TreeNode, t: Texts): string {
  if (kind === 'more') return t.stats.more(t.format.number(count));
  if (kind === 'rest') return `+${t.format.number(count)}`;
  return shortId(peerId);
}

function tagOf(kind: TreeNode['kind'], broadcasts: boolean, t: Texts): string {
  if (kind === 'root') return t.stats.broadcaster;
  if (kind !== 'self') return '';
  return broadcasts ? `${t.stats.broadcaster} · ${t.stats.self}` : t.stats.self;
}

/** The drawing in words. */
function treeText(stats: CastoStats, t: Texts): string {
  const { parent, standby } = stats;
  return [
    t.stats.treeSummary(Math.max(0, stats.path.length - 1), stats.children.length),
    parent ? t.stats.treeParent(shortId(parent.peerId), t.stats.ways[parent.way]) : '',
    standby ? t.stats.treeStandby(shortId(standby.peerId)) : '',
  ]
    .filter(Boolean)
    .join('. ');
}
