/**
 * Signed announcements of live channels: a libp2p signed envelope (RFC 0002,
 * github.com/libp2p/specs/blob/master/RFC/0002-signed-envelopes.md) with its own domain, whose
 * payload is JSON. The owner's key signs; the owner's peer id is part of the channel id, so a
 * record proves by itself that it may speak for its channel.
 */

import type { PrivateKey } from '@libp2p/interface';
import { peerIdFromPublicKey } from '@libp2p/peer-id';
import { RecordEnvelope } from '@libp2p/peer-record';
import { cutText } from '../base/cut-text.js';
import { CastoError } from '../base/errors.js';
import { channelIdOf, isSlug } from './channel-id.js';
import type { ChannelRecord } from './channel-record.js';
import {
  addressValue,
  figure,
  flag,
  integer,
  jsonObject,
  list,
  peer,
  text,
  textOrNull,
} from './fields.js';
import type { PeerHint } from './hint.js';
import { hints } from './hint.js';
import { LIMITS } from './limits.js';

export const ANNOUNCEMENT = {
  /** Bytes of a sealed record. */
  maxBytes: 4096,
  titleChars: 120,
  mimeChars: 128,
  /** Milliseconds that `issuedAt` may differ from the reader's clock. */
  maxClockSkewMs: 60_000,
  /** Milliseconds between two records of one live channel. */
  intervalMs: 10_000,
  /** A channel whose record is older than this is not live. */
  expiryMs: 35_000,
  /** The last millisecond that a `Date` can be (ECMA-262, 21.4.1.1): later ones cannot be written. */
  maxTime: 8.64e15,
} as const;

const DOMAIN = 'casto-announcement';
const PAYLOAD_TYPE = new TextEncoder().encode('/casto/announcement/1');

/** Why a record was dropped; the names appear in the debug log and in the star's metrics. */
export type RecordFault =
  | 'oversize'
  | 'malformed'
  | 'bad-signature'
  | 'wrong-signer'
  | 'clock'
  | 'stale';

/** Thrown for a record that is refused; `fault` is the reason in one word. */
export class RecordError extends CastoError {
  readonly fault: RecordFault;

  constructor(fault: RecordFault, message: string, cause?: unknown) {
    super('protocol', message, { fatal: false, cause });
    this.fault = fault;
  }
}

/** What is signed; the rest of a {@link ChannelRecord} follows from it. */
type Payload = Omit<ChannelRecord, 'channelId'>;

async function sign(payload: Payload, key: PrivateKey): Promise<Uint8Array> {
  const bytes = new TextEncoder().encode(JSON.stringify(payload));
  const envelope = await RecordEnvelope.seal(
    { domain: DOMAIN, codec: PAYLOAD_TYPE, marshal: () => bytes, equals: () => false },
    key,
  );
  return envelope.marshal();
}

/**
 * What a joiner misses least goes first: paths in any case, then addresses, then entry points from
 * the back.
 */
function* smaller(payload: Payload): Generator<Payload> {
  const entries = payload.entries.map(({ path: _path, ...entry }): PeerHint => entry);
  for (const addresses of [8, 2, 1]) {
    yield {
      ...payload,
      addresses: payload.addresses.slice(0, Math.max(addresses, 2)),
      entries: entries.map((entry) => ({
        ...entry,
        addresses: entry.addresses.slice(0, addresses),
      })),
    };
  }
  for (let count = entries.length - 1; count >= 0; count--) {
    yield {
      ...payload,
      addresses: payload.addresses.slice(0, 2),
      entries: entries
        .slice(0, count)
        .map((entry) => ({ ...entry, addresses: entry.addresses.slice(0, 1) })),
    };
  }
}

/**
 * Signs a record, without the paths of its entry points. Addresses, then entry points from the end,
 * are left out until it fits into {@link ANNOUNCEMENT.maxBytes}.
 * @throws RecordError `oversize` when it does not fit even without entry points
 */
export async function sealRecord(record: ChannelRecord, key: PrivateKey): Promise<Uint8Array> {
  const { channelId: _derived, ...payload } = record;
  payload.viewers = Math.min(payload.viewers, LIMITS.viewers);
  payload.title = cutText(payload.title, ANNOUNCEMENT.titleChars);
  payload.entries = payload.entries.slice(0, LIMITS.hints);
  payload.addresses = payload.addresses.slice(0, LIMITS.addresses);
  for (const attempt of smaller(payload)) {
    const sealed = await sign(attempt, key);
    if (sealed.byteLength <= ANNOUNCEMENT.maxBytes) return sealed;
  }
  throw new RecordError('oversize', 'The announcement does not fit into 4 kB');
}

function parsePayload(bytes: Uint8Array): ChannelRecord {
  const f = jsonObject(bytes, ANNOUNCEMENT.maxBytes);
  const ownerId = peer(f, 'ownerId');
  const slug = text(f, 'slug', 64);
  if (!isSlug(slug)) throw new CastoError('protocol', 'slug is not a slug');
  return {
    channelId: channelIdOf(ownerId, slug),
    ownerId,
    slug,
    title: text(f, 'title', ANNOUNCEMENT.titleChars),
    startedAt: integer(f, 'startedAt', 0, ANNOUNCEMENT.maxTime),
    viewers: figure(f, 'viewers', LIMITS.viewers),
    video: textOrNull(f, 'video', ANNOUNCEMENT.mimeChars),
    audio: textOrNull(f, 'audio', ANNOUNCEMENT.mimeChars),
    peer: peer(f, 'peer'),
    addresses: list(f, 'addresses', LIMITS.addresses, addressValue),
    entries: hints(f, 'entries'),
    sequence: integer(f, 'sequence', 0),
    issuedAt: integer(f, 'issuedAt', 0),
    ended: flag(f, 'ended'),
  };
}

/**
 * Opens a sealed record and checks everything that needs no memory of earlier records: size, form,
 * signature, signer, clock. See {@link RecordFault}; `stale` is the record book's to tell.
 * @param now Unix time, milliseconds
 */
export async function openRecord(sealed: Uint8Array, now: number): Promise<ChannelRecord> {
  if (sealed.byteLength > ANNOUNCEMENT.maxBytes) {
    throw new RecordError('oversize', `${sealed.byteLength} bytes, at most 4096`);
  }
  let envelope: RecordEnvelope;
  try {
    envelope = RecordEnvelope.createFromProtobuf(sealed);
  } catch (error) {
    throw new RecordError('malformed', 'Not an envelope', error);
  }
  let valid = false;
  try {
    valid = await envelope.validate(DOMAIN);
  } catch {
    // Some key types throw on a signature of the wrong length; that is a bad signature too.
  }
  if (!valid) throw new RecordError('bad-signature', 'The signature does not fit the record');
  let record: ChannelRecord;
  try {
    record = parsePayload(envelope.payload);
  } catch (error) {
    throw new RecordError('malformed', (error as Error).message, error);
  }
  const signer = peerIdFromPublicKey(envelope.publicKey).toString();
  if (signer !== record.ownerId) {
    throw new RecordError('wrong-signer', `Signed by ${signer}, not by the owner`);
  }
  if (Math.abs(now - record.issuedAt) > ANNOUNCEMENT.maxClockSkewMs) {
    throw new RecordError('clock', `Issued ${Math.round((now - record.issuedAt) / 1000)} s off`);
  }
  // It says so itself, by a clock that may be fast: nothing began after it was announced.
  return { ...record, startedAt: Math.min(record.startedAt, record.issuedAt) };
}
