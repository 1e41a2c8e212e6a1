/** The star's answer to sites that are given a link, by the oEmbed specification 1.0. */
import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { EMBED_ALLOW } from '../../../components/share/share-core.js';
import { FRAME_ALLOW, oEmbed } from '../../../src/star/http/oembed.js';
import { announcement, until, World } from '../network/network-helpers.js';

const SITE = 'https://show.example/live/';
const world = new World();
afterEach(() => world.end());

interface Answer {
  version: string;
  type: string;
  title: string;
  html: string;
  width: number;
  height: number;
  [more: string]: unknown;
}

/** What the specification demands of a `video` answer (2.3.4, 2.3.4.2). */
function assertValid(answer: Answer): void {
  assert.equal(answer.version, '1.0');
  assert.equal(answer.type, 'video');
  assert.equal(typeof answer.html, 'string');
  for (const size of [answer.width, answer.height]) {
    assert.ok(Number.isInteger(size) && size > 0, `size ${size}`);
  }
  const known = /^(version|type|title|html|width|height|cache_age|(provider|author)_(name|url))$/;
  for (const name of Object.keys(answer)) assert.match(name, known);
}

/** Attributes of the frame, unescaped as a browser would. */
function frameOf(html: string): Record<string, string> {
  const match = /^<iframe ([^<>]*)><\/iframe>$/.exec(html);
  assert.ok(match, html);
  const plain = (text: string): string =>
    text
      .replaceAll('&quot;', '"')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&');
  return Object.fromEntries(
    [...match[1]!.matchAll(/([a-z]+)(?:="([^"]*)")?/g)].map(([, name, value = '']) => [
      name!,
      plain(value),
    ]),
  );
}

test('a star answers /oembed for a link to a live channel', async () => {
  const star = await world.star({ site: SITE });
  const host = await world.reachable(star);
  const title = '<Tom> & "Jerry"';
  const { channelId } = host.node.announce(announcement('show', { title }));
  const ask = async (link: string, more = ''): Promise<Response> =>
    fetch(`${star.url}/oembed?url=${encodeURIComponent(link)}${more}`);
  const link = `${SITE}watch.html?channel=${encodeURIComponent(channelId)}&t=1`;
  const answer = await until('the title', async () => {
    const response = await ask(link, '&format=json');
    assert.equal(response.status, 200);
    assert.match(response.headers.get('content-type') ?? '', /^application\/json/);
    assert.equal(response.headers.get('access-control-allow-origin'), '*');
    const body = (await response.json()) as Answer;
    return body.title === title ? body : null;
  });
  assertValid(answer);
  assert.equal(answer.provider_name, 'show.example');
  const frame = frameOf(answer.html);
  assert.equal(frame.src, `${SITE}embed.html?channel=${encodeURIComponent(channelId)}`);
  assert.equal(frame.title, title);
  assert.equal(frame.allow, FRAME_ALLOW);
  assert.equal(frame.width, '640');
  // By slug, and by the embed page's own address.
  const bySlug = (await (await ask(`${SITE}embed.html?channel=show`)).json()) as Answer;
  assert.equal(bySlug.title, title);
});

test('without a site, and with a wrong one', async () => {
  const star = await world.star();
  assert.equal((await fetch(`${star.url}/oembed?url=${SITE}watch.html?channel=a`)).status, 404);
  for (const site of ['nowhere', 'ftp://show.example/', 'javascript:alert(1)']) {
    await assert.rejects(world.star({ site }), /is not an http\(s\) address/);
  }
});

describe('oEmbed', () => {
  const answer = oEmbed({ site: SITE, live: () => [] });
  const ask = (query: Record<string, string>) => answer(new URLSearchParams(query));
  const link = `${SITE}watch.html?channel=show`;

  test('fits the frame into what the asker has room for, 16:9', () => {
    for (const [maxwidth, maxheight, width, height] of [
      ['', '', 640, 360],
      ['320', '', 320, 180],
      ['', '90', 160, 90],
      ['4000', '90', 160, 90],
      ['3840', '2160', 640, 360],
      ['100', '1000', 100, 56],
    ] as const) {
      const { status, body } = ask({ url: link, maxwidth, maxheight });
      assert.equal(status, 200);
      assertValid(body as Answer);
      assert.deepEqual([(body as Answer).width, (body as Answer).height], [width, height]);
      assert.equal(frameOf((body as Answer).html).width, String(width));
    }
  });

  test('a channel that is not live is embedded as well, by its name', () => {
    assert.equal((ask({ url: link }).body as Answer).title, 'show');
  });

  test('the statuses of the specification', () => {
    assert.equal(ask({ url: link, format: 'xml' }).status, 501);
    assert.equal(ask({}).status, 400);
    assert.equal(ask({ url: 'show' }).status, 400);
    for (const wrong of ['0', '-1', '1.5', 'wide', '1e3']) {
      assert.equal(ask({ url: link, maxwidth: wrong }).status, 400, wrong);
    }
    for (const other of [
      'https://elsewhere.example/live/watch.html?channel=show',
      'http://show.example/live/watch.html?channel=show',
      `${SITE}watch.html`,
      `${SITE}other.html?channel=show`,
      `${SITE}watch.html?channel=${encodeURIComponent('"><script>')}`,
      `${SITE}watch.html?channel=a/b`,
    ]) {
      assert.equal(ask({ url: other }).status, 404, other);
    }
  });

  test('addresses of the author’s own making', () => {
    const own = oEmbed({
      site: {
        watch: 'https://show.example/c/{channel}/live',
        embed: 'https://frames.example/?kiosk=1&show={channel}',
      },
      live: () => [],
    });
    const read = (url: string) => own(new URLSearchParams({ url }));
    const { status, body } = read('https://show.example/c/my%2Dshow/live?from=mail');
    assert.equal(status, 200);
    assert.equal(
      frameOf((body as Answer).html).src,
      'https://frames.example/?kiosk=1&show=my-show',
    );
    assert.equal(read('https://frames.example/?show=my-show').status, 200);
    assert.equal(read('https://show.example/c/my-show').status, 404);
    assert.equal(read('https://show.example/c/%/live').status, 404);
    assert.equal(read('https://show.example/?channel=my-show').status, 404);
  });

  test('gives the frame what the share menu gives it', () => {
    assert.equal(FRAME_ALLOW, EMBED_ALLOW);
  });
});
