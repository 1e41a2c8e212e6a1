/** Stars and "pages" in one process, and waiting on conditions. */
import '../../../src/star/polyfills.js';
import { generateKeyPair } from '@libp2p/crypto/keys';
import type { PrivateKey } from '@libp2p/interface';
import type { CastoNode, ChannelAnnouncement } from '../../../src/network/api.js';
import { createLoneNode, type NodeOptions } from '../../../src/network/node/acquire.js';
import type { PageNode } from '../../../src/network/node/page-node.js';
import { createStar, type Star, type StarOptions } from '../../../src/star/star.js';

export interface Page {
  node: CastoNode;
  inner: PageNode;
}

/**
 * Resolves once `check` gives a truthy value. One that throws is tried again: a star that is not reached yet, say.
 * @throws with `what` after `ms`, with the last error of `check` as its cause
 */
export async function until<T>(
  what: string,
  check: () => T | Promise<T>,
  ms = 15_000,
): Promise<NonNullable<T>> {
  const end = performance.now() + ms;
  let cause: unknown;
  for (;;) {
    try {
      const value = await check();
      if (value) return value as NonNullable<T>;
    } catch (error) {
      cause = error;
    }
    if (performance.now() > end) throw new Error(`Waited ${ms} ms in vain: ${what}`, { cause });
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/**
 * Waits until each page is connected to a star. One that a busy machine had no time for within a try is tried
 * again, as an element does.
 */
export async function connected(...pages: readonly Pick<Page, 'node'>[]): Promise<void> {
  await Promise.all(
    pages.map(({ node }) => until('a star', () => node.ready().then(() => true), 60_000)),
  );
}

/**
 * Waits until what a page publishes once reaches a star: that listens to the topic, and the page's own stream to it
 * is open. Before, gossipsub publishes to nobody and says nothing.
 */
export async function gossips({ inner }: Pick<Page, 'inner'>, topic: string): Promise<void> {
  const { pubsub } = inner.libp2p.services;
  const { streamsOutbound } = pubsub as typeof pubsub & { streamsOutbound: Map<string, unknown> };
  await until('gossip', () =>
    pubsub.getSubscribers(topic).some((star) => streamsOutbound.has(star.toString())),
  );
}

/** A figure of `/metrics`, 0 where it is not there yet. */
export async function metric(star: Star, name: string): Promise<number> {
  const text = await (await fetch(`${star.url}/metrics`)).text();
  const line = text.split('\n').find((each) => each.startsWith(`${name} `));
  return Number(line?.slice(name.length + 1) ?? 0);
}

export const dropped = (star: Star, reason: string): Promise<number> =>
  metric(star, `casto_dropped_total{reason="${reason}"}`);

export const newKey = (): Promise<PrivateKey> => generateKeyPair('Ed25519');

/** Collects what a test opened and closes it in reverse order. */
export class World {
  readonly #close: (() => Promise<unknown>)[] = [];

  async star(options: StarOptions = {}): Promise<Star> {
    const star = await createStar({ port: 0, ...options });
    this.#close.push(() => star.stop());
    return star;
  }

  async page(options: NodeOptions = {}, key?: PrivateKey): Promise<Page> {
    const page = await createLoneNode(options, key ?? (await newKey()));
    this.#close.push(() => page.node.release());
    return page;
  }

  /** A page with a relay slot on the star, so that others can reach it. */
  async reachable(star: Star, key?: PrivateKey): Promise<Page> {
    const page = await this.page({ stars: [star.url] }, key);
    await connected(page);
    await until('a relay slot', () => page.inner.libp2p.getMultiaddrs().length > 0);
    return page;
  }

  onEnd(close: () => Promise<unknown>): void {
    this.#close.push(close);
  }

  async end(): Promise<void> {
    for (const close of this.#close.reverse()) await close();
    this.#close.length = 0;
  }
}

export function announcement(slug: string, more: Partial<ChannelAnnouncement> = {}) {
  return {
    slug,
    title: `The ${slug} channel`,
    startedAt: Date.now(),
    viewers: 0,
    video: 'video/VP8',
    audio: 'audio/opus',
    entries: [],
    ended: false,
    ...more,
  } satisfies ChannelAnnouncement;
}
