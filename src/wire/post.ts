/**
 * `/casto/post/1`: one long-lived stream from a page to its star, on which signalling for other pages
 * of that star travels in envelopes. The relayed connection of `/casto/signal/1` costs about ten round
 * trips before the first message; an envelope costs none.
 *
 * Page → star `{to, id, n, body, sig}`; star → page `{from, id, n, body, sig}`, with `from` set by the
 * star from the connection it came on, or `{from, id, gone: true}` when `to` has no such stream here.
 */
import { base64Text, type Fields, integer, jsonObject, peer, refuse, text } from './fields.js';
import { LIMITS } from './limits.js';

export const POST_PROTOCOL = '/casto/post/1';

export const POST = {
  /** Bytes of one envelope: a signalling message as a JSON string, each of its quotes escaped. */
  envelopeBytes: 2 * LIMITS.messageBytes + 1024,
  idChars: { min: 16, max: 32 },
  /** Bytes of an Ed25519 signature. */
  signatureBytes: 64,
} as const;

/** Ends a virtual stream. */
export const BYE = '{"t":"bye"}';

/** One signed message of the virtual stream `id`. */
export interface Envelope {
  /** Drawn at random by the opener. */
  id: string;
  /** 1, 2, 3 … in each direction. */
  n: number;
  /** A signalling message, or {@link BYE}, as JSON text: what was signed, byte for byte. */
  body: string;
  /** Base64 of the sender's signature over {@link signedBytes}. */
  sig: string;
}

/** What a page gives to its star. */
export interface Posting extends Envelope {
  to: string;
}

/** What a star hands to a page. */
export type Delivery =
  | (Envelope & { from: string; gone?: undefined })
  | { from: string; id: string; gone: true };

const ID = new RegExp(`^[A-Za-z0-9_-]{${POST.idChars.min},${POST.idChars.max}}$`);

function id(fields: Fields): string {
  const value = fields.id;
  if (typeof value !== 'string' || !ID.test(value)) refuse('id is not a stream id');
  return value;
}

function envelope(fields: Fields): Envelope {
  return {
    id: id(fields),
    n: integer(fields, 'n', 1, LIMITS.signalMessages + 1),
    body: text(fields, 'body', LIMITS.messageBytes),
    sig: base64Text(fields, 'sig', POST.signatureBytes),
  };
}

/** @throws CastoError `protocol`, its message the reason */
export function parsePosting(bytes: Uint8Array): Posting {
  const fields = jsonObject(bytes, POST.envelopeBytes);
  return { to: peer(fields, 'to'), ...envelope(fields) };
}

/** @throws CastoError `protocol`, its message the reason */
export function parseDelivery(bytes: Uint8Array): Delivery {
  const fields = jsonObject(bytes, POST.envelopeBytes);
  const from = peer(fields, 'from');
  if (fields.gone === true) return { from, id: id(fields), gone: true };
  return { from, ...envelope(fields) };
}

/**
 * What the sender signs with its node key, so that a star cannot put its own words (an SDP with its
 * own fingerprint) into a page's mouth. The fields before `body` hold no line break.
 */
export function signedBytes(to: string, { id, n, body }: Omit<Envelope, 'sig'>): Uint8Array {
  return new TextEncoder().encode(`casto-post-1\n${to}\n${id}\n${n}\n${body}`);
}

/** A new stream id: 144 random bits. */
export function drawPostId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(18));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_');
}
