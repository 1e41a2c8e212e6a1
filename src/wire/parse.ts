/**
 * Turns what a peer sent into a message of `tree.ts`, or throws `CastoError('protocol', reason)`.
 * Every bound of {@link LIMITS} is enforced here; fields that `tree.ts` does not name are stripped.
 */
import {
  addressValue,
  epoch,
  type Fields,
  figure,
  finite,
  flag,
  hints,
  integer,
  jsonObject,
  link,
  list,
  object,
  oneOf,
  path,
  peer,
  peerValue,
  RELAY_WAYS,
  refuse,
  text,
  textOrNull,
  ways,
} from './fields.js';
import {
  type CandidateMessage,
  type ControlMessage,
  type JoinMessage,
  type LeaveMessage,
  LIMITS,
  type RefusalReason,
  type SignalMessage,
} from './tree.js';

type Kind = ControlMessage['t'];
type Reader<K extends Kind> = (fields: Fields) => Extract<ControlMessage, { t: K }>;

const REFUSALS: readonly RefusalReason[] = [
  'full',
  'detached',
  'cycle',
  'infeasible',
  'unknown-channel',
  'busy',
  'leaving',
  'unsupported',
];

const LEAVES: readonly LeaveMessage['reason'][] = [
  'closing',
  'moving',
  'ended',
  'overloaded',
  'frozen',
];

const SIGNAL_KINDS: ReadonlySet<string> = new Set<SignalMessage['t']>([
  'join',
  'accept',
  'redirect',
  'offer',
  'answer',
  'candidate',
  'request-offer',
  'leave',
]);

const MIME_CHARS = 128;
const sdp = (fields: Fields): string => text(fields, 'sdp', LIMITS.sdpChars);

function feasible(value: unknown): JoinMessage['feasible'] {
  if (value === null) return null;
  const fields = object(value, 'feasible');
  return { epoch: epoch(fields), depth: figure(fields, 'depth', LIMITS.path) };
}

function candidate(value: unknown): CandidateMessage['candidate'] {
  if (value === null) return null;
  const fields = object(value, 'candidate');
  return {
    candidate: text(fields, 'candidate', LIMITS.candidateChars),
    sdpMid: textOrNull(fields, 'sdpMid', 64),
    sdpMLineIndex:
      (fields.sdpMLineIndex ?? null) === null ? null : integer(fields, 'sdpMLineIndex', 0, 64),
  };
}

/** `{ [name]: value }` when the field is there, else nothing. */
function optional<N extends string, T>(fields: Fields, name: N, read: () => T): { [key in N]?: T } {
  return fields[name] === undefined ? {} : ({ [name]: read() } as { [key in N]: T });
}

const READERS: { [K in Kind]: Reader<K> } = {
  join: (f) => ({
    t: 'join',
    channel: text(f, 'channel', LIMITS.channelIdChars),
    link: link(f),
    capacity: integer(f, 'capacity', 0, LIMITS.children),
    ways: ways(f),
    standby: flag(f, 'standby'),
    feasible: feasible(f.feasible),
    ...optional(f, 'addresses', () => list(f, 'addresses', LIMITS.addresses, addressValue)),
    ...optional(f, 'marks', () => flag(f, 'marks')),
    ...optional(f, 'urgent', () => flag(f, 'urgent')),
    ...optional(f, 'lost', () => peer(f, 'lost')),
  }),
  accept: (f) => ({
    t: 'accept',
    link: link(f),
    path: path(f, 'path'),
    epoch: epoch(f),
  }),
  redirect: (f) => ({
    t: 'redirect',
    link: link(f),
    reason: oneOf(f, 'reason', REFUSALS),
    peers: hints(f, 'peers'),
  }),
  offer: (f) => ({ t: 'offer', link: link(f), sdp: sdp(f) }),
  answer: (f) => ({ t: 'answer', link: link(f), sdp: sdp(f) }),
  candidate: (f) => ({ t: 'candidate', link: link(f), candidate: candidate(f.candidate) }),
  'request-offer': (f) => ({ t: 'request-offer', link: link(f) }),
  path: (f) => ({
    t: 'path',
    path: path(f, 'path'),
    epoch: epoch(f),
    ...optional(f, 'seq', () => integer(f, 'seq', 0)),
    ...optional(f, 'age', () => figure(f, 'age', LIMITS.age)),
  }),
  beat: (f) => ({
    t: 'beat',
    epoch: epoch(f),
    viewers: figure(f, 'viewers', LIMITS.viewers),
    ...optional(f, 'seq', () => integer(f, 'seq', 0)),
    ...optional(f, 'age', () => figure(f, 'age', LIMITS.age)),
  }),
  count: (f) => ({
    t: 'count',
    viewers: figure(f, 'viewers', LIMITS.viewers),
    ...optional(f, 'capacity', () => figure(f, 'capacity', LIMITS.children)),
    ...optional(f, 'slots', () => figure(f, 'slots', LIMITS.children)),
    ...optional(f, 'free', () => figure(f, 'free', LIMITS.viewers)),
    ...optional(f, 'open', () => hints(f, 'open')),
  }),
  refresh: (f) => ({ t: 'refresh', epoch: epoch(f) }),
  start: (f) => ({
    t: 'start',
    ...optional(f, 'lost', () => peer(f, 'lost')),
    ...optional(f, 'feasible', () => feasible(f.feasible)),
    ...optional(f, 'calm', () => flag(f, 'calm')),
  }),
  stop: () => ({ t: 'stop' }),
  leave: (f) => ({
    t: 'leave',
    reason: oneOf(f, 'reason', LEAVES),
    peers: hints(f, 'peers'),
    ...optional(f, 'link', () => link(f)),
  }),
  hints: (f) => ({ t: 'hints', peers: hints(f, 'peers') }),
  keyframe: (f) => ({ t: 'keyframe', ...optional(f, 'small', () => flag(f, 'small')) }),
  want: (f) => ({
    t: 'want',
    small: flag(f, 'small'),
    ...optional(f, 'own', () => oneOf(f, 'own', ['auto', 'full', 'small'] as const)),
  }),
  ping: (f) => ({ t: 'ping', n: integer(f, 'n', 0) }),
  pong: (f) => ({ t: 'pong', n: integer(f, 'n', 0), clock: finite(f, 'clock') }),
  media: (f) => ({
    t: 'media',
    way: oneOf(f, 'way', [...RELAY_WAYS, 'source'] as const),
    ...optional(f, 'marked', () => flag(f, 'marked')),
    video: textOrNull(f, 'video', MIME_CHARS),
    audio: textOrNull(f, 'audio', MIME_CHARS),
  }),
  quality: (f) => ({
    t: 'quality',
    step: integer(f, 'step', 0, 2) as 0 | 1 | 2,
    small: flag(f, 'small'),
    by: f.by === null ? null : oneOf(f, 'by', ['link', 'upload', 'choice'] as const),
    slow: flag(f, 'slow'),
  }),
  idle: (f) => ({ t: 'idle', ...optional(f, 'picture', () => flag(f, 'picture')) }),
  via: (f) => ({
    t: 'via',
    from: peer(f, 'from'),
    to: peer(f, 'to'),
    trail: list(f, 'trail', LIMITS.path, peerValue),
    route: list(f, 'route', LIMITS.path, peerValue),
    body: signalMessage(object(f.body, 'body')),
  }),
};

function controlMessage(fields: Fields): ControlMessage {
  const kind = fields.t;
  if (typeof kind !== 'string' || !Object.hasOwn(READERS, kind)) {
    refuse(`unknown kind ${JSON.stringify(kind)?.slice(0, 40)}`);
  }
  return (READERS[kind as Kind] as Reader<Kind>)(fields);
}

function signalMessage(fields: Fields): SignalMessage {
  const kind = fields.t;
  if (typeof kind !== 'string' || !SIGNAL_KINDS.has(kind)) {
    refuse(`${JSON.stringify(kind)?.slice(0, 40)} is not a signalling message`);
  }
  return controlMessage(fields) as SignalMessage;
}

/**
 * A message of a signalling stream.
 * @throws CastoError `protocol`, its message the reason
 */
export function parseSignalMessage(input: string | Uint8Array): SignalMessage {
  return signalMessage(jsonObject(input, LIMITS.messageBytes));
}

/**
 * A message of a link's control channel.
 * @throws CastoError `protocol`, its message the reason
 */
export function parseControlMessage(input: string | Uint8Array): ControlMessage {
  return controlMessage(jsonObject(input, LIMITS.messageBytes));
}

export { KeyedRateLimiter, RateLimiter } from '../base/rate-limiter.js';
