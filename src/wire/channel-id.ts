import { cutText } from '../base/cut-text.js';
import { CastoError } from '../base/errors.js';
import { LIMITS } from './limits.js';

/** Letters, digits, dot, dash, underscore; begins with a envelope or digit; at most 64. */
const SLUG = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
/** Base58 text of a peer id, as `12D3KooW…`. */
const OWNER = /^[1-9A-HJ-NP-Za-km-z]{32,128}$/;

export const isSlug = (text: string): boolean => SLUG.test(text);

/** @throws CastoError `bad-channel` when a channel of one's own cannot have this name. */
export function assertSlug(text: string): void {
  if (isSlug(text)) return;
  throw new CastoError(
    'bad-channel',
    `"${cutText(text, 80)}" is no channel name: use envelopes, digits, ". _ -", at most 64`,
  );
}

export const channelIdOf = (ownerId: string, slug: string): string => `${ownerId}/${slug}`;

/** True for `<ownerPeerId>/<slug>`. */
export function isChannelId(text: string): boolean {
  const cut = text.indexOf('/');
  return (
    text.length <= LIMITS.channelIdChars &&
    OWNER.test(text.slice(0, Math.max(cut, 0))) &&
    isSlug(text.slice(cut + 1))
  );
}

/**
 * Reads what a page's author wrote as `channel`.
 * @throws CastoError `bad-channel`
 */
export function parseChannel(text: string): { ownerId: string | null; slug: string } {
  if (isSlug(text)) return { ownerId: null, slug: text };
  if (isChannelId(text)) {
    const cut = text.indexOf('/');
    return { ownerId: text.slice(0, cut), slug: text.slice(cut + 1) };
  }
  throw new CastoError(
    'bad-channel',
    `"${cutText(text, 80)}" is neither a channel name (envelopes, digits, ". _ -", at most 64) nor a channel id`,
  );
}
