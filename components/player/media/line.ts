/** What the line to this page carries of the stream, by the word of the page that feeds it. */
import type { Exchange } from './exchange.js';

/** All of it; some of its frames; the small picture. Empty while nobody feeds this page. */
export type LineState = '' | 'good' | 'fewer' | 'small';

export function lineOf(exchange: Exchange | null): LineState {
  const parent = exchange?.parent;
  if (!parent) return '';
  const { quality } = parent;
  // Who chose the small picture gets what was asked for.
  if (quality?.encoding === 'small' && quality.limitedBy !== 'choice') return 'small';
  return quality && quality.frames !== 'all' ? 'fewer' : 'good';
}
