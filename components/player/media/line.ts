/** What the line to this page carries of the stream, by the word of the page that feeds it. */
import type { PlayerLine } from '../../events/line-change-event.js';
import type { Exchange } from './exchange.js';

export function lineOf(exchange: Exchange | null): PlayerLine {
  const parent = exchange?.parent;
  if (!parent) return '';
  const { quality } = parent;
  // Who chose the small picture gets what was asked for.
  if (quality?.encoding === 'small' && quality.limitedBy !== 'choice') return 'small';
  return quality && quality.frames !== 'all' ? 'fewer' : 'good';
}
