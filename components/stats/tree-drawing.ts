/** The tree as one peer knows it, drawn. Each way has its own dashes and its name, not colour alone. */
import { nothing, svg, type TemplateResult } from 'lit';
import type { CastoStats } from '../../src/types.js';
import { shortId } from '../base/format.js';
import type { Texts } from '../i18n/texts.js';
import { layOut, type TreeEdge, type TreeNode, WIDTH } from './tree-layout.js';

export function treeDrawing(stats: CastoStats, t: Texts): TemplateResult {
  const { nodes, edges, height } = layOut(stats);
  const broadcasts = stats.role === 'broadcaster';
  // The name of the way stands where no standby edge runs.
  const side = edges.some(({ bowed }) => bowed) ? 14 : -14;
  return svg`<svg class="tree" part="tree" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label=${treeText(stats, t)}>
    ${edges.map((edge) => edgeLine(edge, side, t))}${nodes.map((node) => nodeMark(node, broadcasts, t))}
  </svg>`;
}

function curve({ from, to, bowed }: TreeEdge): string {
  const middle = (from.y + to.y) / 2;
  if (bowed) {
    const out = from.x - 50;
    return `M${from.x} ${from.y}C${out} ${from.y} ${out} ${to.y} ${to.x} ${to.y}`;
  }
  return `M${from.x} ${from.y}C${from.x} ${middle} ${to.x} ${middle} ${to.x} ${to.y}`;
}

function edgeLine(edge: TreeEdge, side: number, t: Texts): TemplateResult {
  const { from, to, way, kind, bowed } = edge;
  const middle = (from.y + to.y) / 2 + 4;
  const label = bowed
    ? svg`<text class="note end" x=${from.x - 42} y=${middle}>${t.stats.standby}</text>`
    : kind === 'path' && way
      ? svg`<text class=${side < 0 ? 'note end' : 'note'} x=${from.x + side} y=${middle}>${t.stats.ways[way]}</text>`
      : kind === 'child' && way
        ? svg`<text class="note middle" x=${to.x} y=${to.y + 35}>${t.stats.ways[way]}</text>`
        : nothing;
  return svg`<path class=${`edge ${kind} ${way}`} d=${curve(edge)}></path>${label}`;
}

function nodeMark(node: TreeNode, broadcasts: boolean, t: Texts): TemplateResult {
  const { x, y, kind } = node;
  const circle = svg`<circle class=${`node ${kind} ${broadcasts && kind === 'self' ? 'root' : ''}`} cx=${x} cy=${y} r=${kind === 'self' ? 8 : 6}></circle>`;
  const name = nameOf(node, t);
  if (kind === 'child' || kind === 'rest') {
    return svg`${circle}<text class="small middle" x=${x} y=${y + 20}>${name}</text>`;
  }
  if (kind === 'standby') {
    return svg`${circle}
      <text class="note middle" x=${x} y=${y - 25}>${t.stats.standby}</text>
      <text class="id middle" x=${x} y=${y - 12}>${name}</text>`;
  }
  const tag = tagOf(kind, broadcasts, t);
  return svg`${circle}
    <text class="id" x=${x + 16} y=${tag ? y - 2 : y + 4}>${name}</text>
    ${tag ? svg`<text class="note" x=${x + 16} y=${y + 12}>${tag}</text>` : nothing}`;
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
