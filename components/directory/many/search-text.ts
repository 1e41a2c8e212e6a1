/** Finds what people write, however they write it. */
import type { ChannelRecord } from '../../../src/wire/channel-record.js';

/** Accents, and what Unicode does not call so: the hamza of أ, which is often left out. */
const MARKS = /[\p{Diacritic}\u0653-\u0655]/gu;

/** In capitals: ß and SS, ς and Σ are one there. */
export const plain = (text: string): string =>
  text.normalize('NFKD').replace(MARKS, '').toUpperCase();

/** Those in which each word of the query stands: in the title, the slug or the owner. */
export function searched(channels: readonly ChannelRecord[], query: string): ChannelRecord[] {
  const words = plain(query).split(/\s+/).filter(Boolean);
  return channels.filter(({ title, slug, ownerId }) => {
    const text = plain(`${title}\n${slug}\n${ownerId}`);
    return words.every((word) => text.includes(word));
  });
}
