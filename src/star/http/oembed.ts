/**
 * oEmbed 1.0 (https://oembed.com): a site that is given a link to a channel's page asks here what to
 * embed. The answer is a frame of the author's embed page.
 */
import { CastoError } from '../../base/errors.js';
import { parseChannel } from '../../wire/channel-id.js';
import type { ChannelRecord } from '../../wire/channel-record.js';

/** The author's pages: addresses with `{channel}`, or ones that take `?channel=`. */
export interface SitePages {
  /** Where viewers watch; links to it are what others paste. */
  watch: string;
  /** The page for frames, as demo/embed.html. */
  embed: string;
}

export interface OEmbedOptions {
  /** A base address, which has `watch.html` and `embed.html`, or both addresses. */
  site: string | SitePages;
  /** What is live: for the title. */
  live(): ChannelRecord[];
}

export interface OEmbedReply {
  status: number;
  /** An object is sent as JSON. */
  body: object | string;
}

/** What the frame may use; the share menu of the elements gives the same. */
export const FRAME_ALLOW =
  'autoplay; fullscreen; picture-in-picture; screen-wake-lock; clipboard-write; web-share';
/** Frame without wishes of the asker, CSS pixels. */
const SIZE = { width: 640, height: 360 };
/** Seconds that an asker may keep the answer: a title changes at times. */
const CACHE_AGE = 300;
const PLACE = '{channel}';

/** @throws CastoError when an address is no http(s) URL */
export function sitePages(site: string | SitePages): SitePages {
  const check = (address: string, base?: string): string => {
    try {
      const url = new URL(address.replaceAll(PLACE, 'channel'), base);
      if (/^https?:$/.test(url.protocol)) return base ? new URL(address, base).href : address;
    } catch {
      // Told below.
    }
    throw new CastoError('internal', `The site "${address}" is not an http(s) address`);
  };
  if (typeof site === 'string') {
    const base = check(site);
    const folder = base.endsWith('/') ? base : `${base}/`;
    return { watch: check('watch.html', folder), embed: check('embed.html', folder) };
  }
  return { watch: check(site.watch), embed: check(site.embed) };
}

/** A template with the channel in it. */
function pageOf(template: string, channel: string): string {
  if (template.includes(PLACE)) {
    return template.replaceAll(PLACE, () => encodeURIComponent(channel));
  }
  const url = new URL(template);
  url.searchParams.set('channel', channel);
  return url.href;
}

/** The channel that `link` names, when it is a page of this template. */
function channelOf(link: URL, template: string): string | null {
  // The mark stands where the channel does; no such path or value exists otherwise.
  const mark = 'CASTO-CHANNEL';
  const model = new URL(
    template.includes(PLACE) ? template.replaceAll(PLACE, mark) : pageOf(template, mark),
  );
  if (link.origin !== model.origin) return null;
  const parameter = [...model.searchParams].find(([, value]) => value === mark)?.[0];
  if (parameter !== undefined) {
    return link.pathname === model.pathname ? link.searchParams.get(parameter) : null;
  }
  const [before = '', after = ''] = model.pathname.split(mark);
  const { pathname } = link;
  if (!pathname.startsWith(before) || !pathname.endsWith(after)) return null;
  try {
    return decodeURIComponent(pathname.slice(before.length, pathname.length - after.length));
  } catch {
    return null;
  }
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

/** 16:9 within what the asker has room for; null when its wishes are no sizes. */
function frameSize(query: URLSearchParams): { width: number; height: number } | null {
  let scale = 1;
  for (const [name, size] of [
    ['maxwidth', SIZE.width],
    ['maxheight', SIZE.height],
  ] as const) {
    const wish = query.get(name);
    if (wish === null || wish === '') continue;
    if (!/^[1-9]\d{0,5}$/.test(wish)) return null;
    scale = Math.min(scale, Number(wish) / size);
  }
  const fit = (length: number): number => Math.max(1, Math.floor(length * scale));
  return { width: fit(SIZE.width), height: fit(SIZE.height) };
}

/** Answers `/oembed?url=…&maxwidth=…&maxheight=…&format=json`. */
export function oEmbed({ site, live }: OEmbedOptions): (query: URLSearchParams) => OEmbedReply {
  const pages = sitePages(site);
  const provider = new URL(pages.watch.replaceAll(PLACE, ''));
  return (query) => {
    if (!['json', null, ''].includes(query.get('format'))) {
      return { status: 501, body: 'Only format=json\n' };
    }
    const address = query.get('url') ?? '';
    let link: URL;
    try {
      link = new URL(address);
    } catch {
      return { status: 400, body: 'url must be the address of a page\n' };
    }
    const size = frameSize(query);
    if (!size) return { status: 400, body: 'maxwidth and maxheight are whole numbers\n' };
    const channel = channelOf(link, pages.watch) ?? channelOf(link, pages.embed);
    let slug: string;
    try {
      slug = parseChannel(channel ?? '').slug;
    } catch {
      return { status: 404, body: 'No channel at this address\n' };
    }
    const record = live().find((each) => each.channelId === channel || each.slug === channel);
    const title = record?.title || slug;
    const { width, height } = size;
    const source = escapeHtml(pageOf(pages.embed, channel ?? ''));
    return {
      status: 200,
      body: {
        version: '1.0',
        type: 'video',
        provider_name: provider.hostname,
        provider_url: `${provider.origin}/`,
        title,
        cache_age: CACHE_AGE,
        width,
        height,
        html: `<iframe src="${source}" title="${escapeHtml(title)}" width="${width}" height="${height}" allow="${FRAME_ALLOW}" allowfullscreen loading="lazy"></iframe>`,
      },
    };
  };
}
