/** Intl.Segmenter is in TypeScript's ES2022, and in Firefox since 125. */
type SegmenterClass = typeof Intl.Segmenter | undefined;

/** What belongs to the character before it: accents, joiners, variants, skin tones, tags of flags. */
const CONTINUES = /^(?:[\p{M}\p{Emoji_Modifier}\u{e0020}-\u{e007f}]|\u200d)/u;

/**
 * The beginning of a text for people, at most `max` UTF-16 units. Never ends within an emoji or
 * between a letter and its accents; a single character longer than `max` is cut between code points.
 */
export function cutText(
  text: string,
  max: number,
  Segmenter: SegmenterClass = Intl.Segmenter,
): string {
  if (text.length <= max) return text;
  const end = Segmenter
    ? (new Segmenter(undefined, { granularity: 'grapheme' }).segment(text).containing(max)?.index ??
      max)
    : startOfCharacter(text, max);
  return text.slice(0, end || startOfCodePoint(text, max));
}

/** Pairs of code units that a cut must not part. */
const startOfCodePoint = (text: string, at: number): number =>
  /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(at - 1, at + 1)) ? at - 1 : at;

/** Close to what Intl.Segmenter says; flags of two letters may be parted. */
function startOfCharacter(text: string, at: number): number {
  let start = startOfCodePoint(text, at);
  while (
    start > 0 &&
    (CONTINUES.test(text.slice(start, start + 2)) || text[start - 1] === '\u200d')
  ) {
    start = startOfCodePoint(text, start - 1);
  }
  return start;
}
