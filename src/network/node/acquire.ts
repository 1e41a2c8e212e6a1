import type { PrivateKey } from '@libp2p/interface';
import { throwIfAborted } from '../../base/errors.js';
import type { IceServer } from '../../base/ice-servers.js';
import type { CastoNode } from '../api.js';
import { findSpecs, type NamedStars, resolveStar } from '../stars/resolve-stars.js';
import { networkConfig } from './config.js';
import { type HandleOptions, NodeHandle } from './handle.js';
import { HighWater, ownerMarks } from './high-water.js';
import { ownerKey } from './owner.js';
import { type LoadOwner, PageNode } from './page-node.js';

export interface NodeOptions {
  /** Multiaddrs or http(s) URLs; without, they are looked for in the page. */
  stars?: string[];
  /** Instead of the page's or the star's. */
  iceServers?: IceServer[];
  /** False: do not wait for the owner key, nothing will be announced by this handle. */
  owner?: boolean;
  signal?: AbortSignal;
}

interface Held {
  node: Promise<PageNode>;
  users: number;
}

/**
 * Version of the shared object, not of the package: two bundles on one page share a node as long as
 * {@link PageNode} means the same to both.
 */
const KEY = Symbol.for('casto.node.2');
const page = globalThis as { [KEY]?: Held };

const loadOwner: LoadOwner = async () => {
  const [key, marks] = await Promise.all([ownerKey(), ownerMarks()]);
  return { key, marks };
};

/** Where the stars are, asked for while the node starts. */
function prepare(options: NodeOptions): HandleOptions['early'] {
  return new Map(
    find(options).specs.map((spec) => {
      // Not bound to the caller's signal: another handle may have come to rely on the answer.
      const resolved = resolveStar(spec);
      // A caller that awaits it reports the failure; when the node does not start, no caller does.
      resolved.catch(() => {});
      return [spec, resolved];
    }),
  );
}

const find = ({ stars }: NodeOptions): NamedStars => findSpecs(stars, networkConfig().stars);

function handle(
  node: PageNode,
  options: NodeOptions,
  early: HandleOptions['early'],
  onRelease: () => Promise<void>,
): CastoNode {
  return new NodeHandle(node, {
    find: () => find(options),
    early,
    iceServers: options.iceServers,
    onRelease,
  });
}

/**
 * A handle on the page's one node, which starts with the first handle and stops with the last.
 * Returns before a star is connected; wait for `ready()`. The stars of all handles are held.
 * @throws CastoError `aborted`
 */
export async function acquireNode(options: NodeOptions = {}): Promise<CastoNode> {
  throwIfAborted(options.signal);
  // A node that runs has its stars; asking again would only be another request.
  const early = page[KEY] ? undefined : prepare(options);
  page[KEY] ??= { node: PageNode.start(loadOwner), users: 0 };
  const held = page[KEY];
  held.users++;
  const release = async (): Promise<void> => {
    if (--held.users > 0) return;
    // The next one to ask starts a new node while this one stops.
    if (page[KEY] === held) delete page[KEY];
    await (await held.node).stop();
  };
  try {
    const node = await held.node;
    if (options.owner !== false) await node.owned();
    throwIfAborted(options.signal);
    return handle(node, options, early, release);
  } catch (error) {
    await release().catch(() => {});
    throw error;
  }
}

/**
 * A node that is shared with nobody, for tests that run several "pages" in one process.
 * @param key owner key instead of this browser's
 */
export async function createLoneNode(
  options: NodeOptions = {},
  key?: PrivateKey,
): Promise<{ node: CastoNode; inner: PageNode }> {
  const early = prepare(options);
  const own = key && { key, marks: new HighWater(false) };
  const inner = await PageNode.start(own ? () => Promise.resolve(own) : loadOwner);
  await inner.owned();
  return { node: handle(inner, options, early, () => inner.stop()), inner };
}
