/** Links and code that carry a channel to other pages. No DOM: everything comes as arguments. */

export interface ShareSource {
  /** Full id where it is known, else the slug. */
  channelId: string;
  /** Title of the broadcast, '' when not known. */
  title: string;
  /** Address of the page shown now. */
  pageUrl: string;
  /** The element's `share-url`: a template with `{channel}`, or an address that takes `?channel=`. */
  shareUrl?: string;
  /** The author's embed page, in the same form; '' when there is none. */
  embedUrl?: string;
  /** Where a pasted tag finds peers: multiaddrs or URLs, as the `star` attribute takes them. */
  star?: string;
  /** The script that registers the elements, '' when it cannot be told. */
  scriptUrl?: string;
}

export interface ShareTargets {
  link: string;
  /** `<iframe>` of the embed page; '' without one. */
  frame: string;
  /** `<casto-player>` for a page of one's own. */
  tag: string;
}

/** What an embedded player may use. */
export const EMBED_ALLOW =
  'autoplay; fullscreen; picture-in-picture; screen-wake-lock; clipboard-write; web-share';

/** An address that can be passed on: only http and https, or null. */
function webAddress(text: string, base: string): URL | null {
  try {
    const url = new URL(text, base);
    return /^https?:$/.test(url.protocol) ? url : null;
  } catch {
    return null;
  }
}

/**
 * The address of one channel: `{channel}` in the template is replaced, without it `?channel=` is
 * set. Null when it is not an http(s) address.
 */
export function channelLink(template: string, base: string, channelId: string): string | null {
  const text = template.trim();
  if (text.includes('{channel}')) {
    const filled = text.replaceAll('{channel}', () => encodeURIComponent(channelId));
    return webAddress(filled, base)?.href ?? null;
  }
  const url = webAddress(text, base);
  if (!url) return null;
  url.searchParams.set('channel', channelId);
  return url.href;
}

/** The link for viewers. The page's own address loses its fragment, which says where one was. */
export function watchLink({ channelId, pageUrl, shareUrl }: ShareSource): string {
  const own = shareUrl?.trim() ? channelLink(shareUrl, pageUrl, channelId) : null;
  return own ?? channelLink(pageUrl.replace(/#.*$/s, ''), pageUrl, channelId) ?? pageUrl;
}

function attribute(value: string): string {
  return value
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

/** Everything that can be shared, as text. `frameTitle` names the frame for screen readers. */
export function shareTargets(source: ShareSource, frameTitle: string): ShareTargets {
  const { channelId, pageUrl, embedUrl, star, scriptUrl } = source;
  const frameUrl = embedUrl?.trim() ? channelLink(embedUrl, pageUrl, channelId) : null;
  const script = scriptUrl ? webAddress(scriptUrl, pageUrl)?.href : null;
  const starText = star ? ` star="${attribute(star)}"` : '';
  const player = `<casto-player channel="${attribute(channelId)}"${starText} controls></casto-player>`;
  return {
    link: watchLink(source),
    frame: frameUrl
      ? `<iframe src="${attribute(frameUrl)}" title="${attribute(frameTitle)}" width="640" height="360" allow="${EMBED_ALLOW}" allowfullscreen></iframe>`
      : '',
    tag: script ? `<script type="module" src="${attribute(script)}"></script>\n${player}` : player,
  };
}
