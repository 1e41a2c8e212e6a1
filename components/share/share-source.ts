/** Reads from the page what a shared link or a pasted tag must carry. */
import type { ShareSource } from './share-core.js';

function metaContent(name: string): string {
  return document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content.trim() ?? '';
}

/** Relative addresses mean nothing on another site. Multiaddrs, which begin with a protocol, stay. */
function absolute(stars: string): string {
  return stars
    .split(/\s+/)
    .filter(Boolean)
    .map((star) =>
      /^\/(ip[46]|dns\w*)\//.test(star) ? star : new URL(star, document.baseURI).href,
    )
    .join(' ');
}

/** The stars as a tag on another site must name them: a page that names none has them at its origin. */
function starsOf(host: Element): string {
  const named = host.getAttribute('star')?.trim() || metaContent('casto-star');
  try {
    return named ? absolute(named) : location.origin === 'null' ? '' : location.origin;
  } catch {
    return named;
  }
}

/** `host` is the element shared; its `share-url` and `embed-url` attributes go before the page's. */
export function readShareSource(host: Element, channelId: string, title: string): ShareSource {
  const script = document.querySelector<HTMLScriptElement>(
    'script[type="module"][src$="/casto.js"], script[type="module"][src="casto.js"]',
  );
  return {
    channelId,
    title,
    // A frame made from text (srcdoc) has no address of its own; its base is the page around it.
    pageUrl: location.protocol.startsWith('http') ? location.href : document.baseURI,
    shareUrl: host.getAttribute('share-url') ?? '',
    embedUrl: host.getAttribute('embed-url') || metaContent('casto-embed'),
    star: starsOf(host),
    scriptUrl: script?.src ?? '',
  };
}
