/**
 * oEmbed discovery (https://oembed.com, section 4): a page of one channel names the address that
 * tells what to embed. It must stand in the page as it is sent, because those who look for it run no
 * scripts.
 */

const escapeHtml = (text) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');

/** The address of the page asked for, or null when it is a page of no channel. */
export function channelPage(request) {
  const { host } = request.headers;
  if (!host || !/^[\w.:[\]-]+$/.test(host)) return null;
  const url = new URL(request.url, `http://${host}`);
  const pages = /\/(watch|embed)\.html$/;
  return pages.test(url.pathname) && url.searchParams.get('channel') ? url : null;
}

/** The page with the link in its head. `url` is what `channelPage()` gave. */
export function withDiscovery(html, url) {
  const asked = new URL('/oembed', url);
  asked.searchParams.set('url', url.href);
  asked.searchParams.set('format', 'json');
  const title = url.searchParams.get('channel').split('/').at(-1);
  const link = `<link rel="alternate" type="application/json+oembed" href="${escapeHtml(asked.href)}" title="${escapeHtml(title)}" />`;
  return html.replace('</head>', () => `  ${link}\n  </head>`);
}
