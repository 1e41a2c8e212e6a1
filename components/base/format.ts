/** Ids as people read them; numbers are in ../i18n/formats.ts. */

/** The end of a peer id: its start is the same for all. */
export function shortId(id: string): string {
  // U+2060 keeps a line from breaking after the dots.
  return id.length <= 8 ? id : `…\u2060${id.slice(-6)}`;
}
