/** Text into HTML. */

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export const escapeHtml = (text) => String(text).replace(/[&<>"']/g, (sign) => ENTITIES[sign]);

/** What a person reads of some HTML, on one line. */
export const textOf = (html) =>
  html
    .replace(/<(style|svg|pre)\b.*?<\/\1>/gs, ' ')
    .replace(/<\/(td|th|li|p|h[1-6])>/g, ' ')
    .replace(/<[^>]+>/g, '')
    .replace(/&(amp|lt|gt|quot|#39);/g, (_, name) => {
      const [sign] = Object.entries(ENTITIES).find(([, entity]) => entity === `&${name};`);
      return sign;
    })
    .replace(/\s+/g, ' ')
    .trim();

/** The id that a heading gets, the same as on code hosts, so that one link works in both places. */
export const anchorOf = (heading) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_\- ]/gu, '')
    .replaceAll(' ', '-');

/** Gives each heading of a page its id; a second one of the same words gets a number. */
export function anchors() {
  const seen = new Map();
  return (heading) => {
    const id = anchorOf(heading);
    const count = seen.get(id) ?? 0;
    seen.set(id, count + 1);
    return count === 0 ? id : `${id}-${count}`;
  };
}
