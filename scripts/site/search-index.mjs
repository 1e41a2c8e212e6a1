/** What the search knows: one entry for each heading, with the words below it. */
import { textOf } from './html.mjs';

const MAX_WORDS = 700;

/**
 * @param {{ url: string, title: string, html: string }[]} pages
 * @returns {{ url: string, page: string, heading: string, text: string }[]}
 */
export function searchIndex(pages) {
  return pages.flatMap(({ url, title, html }) => {
    const parts = html.split(/(?=<h[1-4] id=")/);
    return parts.flatMap((part) => {
      const [whole, id, words] = /^<h[1-4] id="([^"]+)">(.*?)<\/h[1-4]>/s.exec(part) ?? [];
      if (!whole) return [];
      const first = whole.startsWith('<h1');
      const heading = textOf(words.replace(/<a class="anchor".*?<\/a>/s, ''));
      return {
        url: first ? url : `${url}#${id}`,
        page: title,
        heading: first ? title : heading,
        text: textOf(part.slice(whole.length)).slice(0, MAX_WORDS),
      };
    });
  });
}
