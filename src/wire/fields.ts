/**
 * Readers of single fields of a hostile JSON object. Each returns the value in its bounds or throws
 * `CastoError('protocol')` naming the field, which becomes the drop reason in the debug log.
 */
import { CastoError } from '../base/errors.js';
import type { RelayWay } from '../base/types.js';
import { LIMITS } from './limits.js';

export type Fields = Record<string, unknown>;

export function refuse(reason: string, cause?: unknown): never {
  throw new CastoError('protocol', reason, { fatal: false, cause });
}

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Parses one JSON object of at most `maxBytes`. */
export function jsonObject(input: string | Uint8Array, maxBytes: number): Fields {
  // A UTF-16 unit takes at least one byte, so this bound is cheap and safe for text too.
  const size = typeof input === 'string' ? input.length : input.byteLength;
  if (size > maxBytes) refuse(`oversize: ${size} bytes, at most ${maxBytes}`);
  let value: unknown;
  try {
    value = JSON.parse(typeof input === 'string' ? input : decoder.decode(input));
  } catch (error) {
    refuse('not JSON', error);
  }
  return object(value, 'message');
}

export function object(value: unknown, name: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    refuse(`${name} is not an object`);
  }
  return value as Fields;
}

export function text(fields: Fields, name: string, maxChars: number): string {
  const value = fields[name];
  if (typeof value !== 'string') refuse(`${name} is not a string`);
  if (value.length > maxChars) refuse(`${name} is longer than ${maxChars}`);
  return value;
}

export function textOrNull(fields: Fields, name: string, maxChars: number): string | null {
  return (fields[name] ?? null) === null ? null : text(fields, name, maxChars);
}

/** A safe integer in [min, max]. */
export function integer(
  fields: Fields,
  name: string,
  min: number,
  max: number = Number.MAX_SAFE_INTEGER,
): number {
  const value = fields[name];
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
    refuse(`${name} is not an integer`);
  }
  if (value < min || value > max) refuse(`${name} is out of range`);
  return value;
}

/**
 * A whole number that others sum up or pass on, lowered to `max`. A peer that was told too much by its own
 * neighbours breaks no rule by saying so, so the message that carries it counts.
 */
export const figure = (fields: Fields, name: string, max: number): number =>
  Math.min(max, integer(fields, name, 0));

export const epoch = (fields: Fields): number => figure(fields, 'epoch', LIMITS.epoch);

/** A finite number. */
export function finite(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value !== 'number' || !Number.isFinite(value)) refuse(`${name} is not a number`);
  return value;
}

export function flag(fields: Fields, name: string): boolean {
  const value = fields[name];
  if (typeof value !== 'boolean') refuse(`${name} is not a boolean`);
  return value;
}

export function oneOf<T extends string>(fields: Fields, name: string, allowed: readonly T[]): T {
  const value = fields[name];
  if (!allowed.includes(value as T)) refuse(`${name} is not one of ${allowed.join(', ')}`);
  return value as T;
}

export function list<T>(
  fields: Fields,
  name: string,
  max: number,
  read: (item: unknown, itemName: string) => T,
): T[] {
  const value = fields[name];
  if (!Array.isArray(value)) refuse(`${name} is not a list`);
  if (value.length > max) refuse(`${name} holds more than ${max}`);
  return value.map((item: unknown, index) => read(item, `${name}[${index}]`));
}

/** `{ [name]: value }` when the field is there, else nothing. */
export function optional<N extends string, T>(
  fields: Fields,
  name: N,
  read: () => T,
): { [key in N]?: T } {
  return fields[name] === undefined ? {} : ({ [name]: read() } as { [key in N]: T });
}

/** Padded base64 of exactly `bytes` bytes. */
export function base64Text(fields: Fields, name: string, bytes: number): string {
  const length = 4 * Math.ceil(bytes / 3);
  const value = text(fields, name, length);
  if (value.length !== length || !/^[A-Za-z0-9+/]+={0,2}$/.test(value)) {
    refuse(`${name} is not base64 of ${bytes} bytes`);
  }
  return value;
}

const PEER = /^[A-Za-z0-9_-]+$/;
const LINK = /^[A-Za-z0-9_-]{8,32}$/;

/** Characters and length only; whether somebody owns the id shows when it is dialled. */
export function peerValue(value: unknown, name: string): string {
  if (typeof value !== 'string' || value.length > LIMITS.peerIdChars || !PEER.test(value)) {
    refuse(`${name} is not a peer id`);
  }
  return value;
}

export const peer = (fields: Fields, name: string): string => peerValue(fields[name], name);

export function link(fields: Fields): string {
  const value = fields.link;
  if (typeof value !== 'string' || !LINK.test(value)) refuse('link is not a link id');
  return value;
}

export function addressValue(value: unknown, name: string): string {
  if (
    typeof value !== 'string' ||
    value.length > LIMITS.addressChars ||
    !value.startsWith('/') ||
    /[\s\0]/.test(value)
  ) {
    refuse(`${name} is not an address`);
  }
  return value;
}

/** Peer ids without repetition: a path that visits a peer twice is a cycle. */
export function path(fields: Fields, name: string): string[] {
  const peers = list(fields, name, LIMITS.path, peerValue);
  if (new Set(peers).size !== peers.length) refuse(`${name} visits a peer twice`);
  return peers;
}

export const RELAY_WAYS: readonly RelayWay[] = ['forward', 'carry', 'transcode'];

export function ways(fields: Fields): RelayWay[] {
  const found = list(fields, 'ways', RELAY_WAYS.length, (value, name) =>
    oneOf({ [name]: value }, name, RELAY_WAYS),
  );
  return [...new Set(found)];
}
