/**
 * `/casto/directory/1`: one JSON question; then, each length-prefixed, a JSON head with the star's
 * clock and the sealed records; then the end of the stream. The asker checks the records as if they
 * had come by gossip. To an asker whose own records it refused recently, the head says why; of one channel it says how
 * many pages listen to it.
 */
import type { Stream } from '@libp2p/interface';
import { lpStream } from '@libp2p/utils';
import { localUnixMs } from '../../base/clock.js';
import { ANNOUNCEMENT } from '../../wire/announcement.js';
import { integer, jsonObject, text, textOrNull } from '../../wire/fields.js';
import { LIMITS } from '../../wire/limits.js';
import type { Listing } from '../api.js';
import type { ClockReading } from '../stars/star-clock.js';

export const DIRECTORY = {
  /** Records of one answer. */
  maxRecords: 100,
  /** Bytes of the question. */
  maxQuestion: 512,
  /** Milliseconds for question and answer. */
  timeoutMs: 5_000,
} as const;

export interface DirectoryQuestion {
  /** Slug or full id; null asks for all, '' for none, which is a question for the time alone. */
  channel: string | null;
  limit: number;
}

/** Star side: reads the question, answers, closes. Throws on a question that is no question. */
export async function answerDirectory(
  stream: Stream,
  find: (question: DirectoryQuestion) => Uint8Array[],
  now: number,
  refused: string | null = null,
  pagesOf: (channel: string) => number | null = () => null,
): Promise<void> {
  const signal = AbortSignal.timeout(DIRECTORY.timeoutMs);
  const frames = lpStream(stream, {
    maxDataLength: DIRECTORY.maxQuestion,
    maxBufferSize: 4 * DIRECTORY.maxQuestion,
  });
  const fields = jsonObject((await frames.read({ signal })).subarray(), DIRECTORY.maxQuestion);
  const question: DirectoryQuestion = {
    channel: fields.channel === null ? null : text(fields, 'channel', LIMITS.channelIdChars),
    limit: integer(fields, 'limit', 1),
  };
  const limit = Math.min(question.limit, DIRECTORY.maxRecords);
  const pages = question.channel === null ? null : pagesOf(question.channel);
  const head = new TextEncoder().encode(
    JSON.stringify({
      now,
      ...(refused === null ? {} : { refused }),
      ...(pages === null ? {} : { pages }),
    }),
  );
  await frames.writeV([head, ...find(question).slice(0, limit)], { signal });
  await stream.close({ signal });
}

/** A figure that cannot be makes the star one that does not tell; its records are as good as before. */
const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0;

export interface DirectoryAnswer extends ClockReading {
  /** Why the star refused the asker's last record, as in its metrics; null: it did not. */
  refused: string | null;
  /** Pages that listen to the channel that was asked for, when the star tells. */
  pages: Pick<Listing, 'pages'>;
  /** Sealed and unchecked. */
  records: Uint8Array[];
}

/** Page side: asks and returns the star's answer. */
export async function askDirectory(
  stream: Stream,
  question: DirectoryQuestion,
  signal: AbortSignal,
  local: () => number = localUnixMs,
): Promise<DirectoryAnswer> {
  const frames = lpStream(stream, {
    maxDataLength: ANNOUNCEMENT.maxBytes,
    maxBufferSize: (DIRECTORY.maxRecords + 1) * (ANNOUNCEMENT.maxBytes + 4),
  });
  const askedAt = local();
  await frames.write(new TextEncoder().encode(JSON.stringify(question)), { signal });
  await stream.close({ signal });
  const head = jsonObject((await frames.read({ signal })).subarray(), DIRECTORY.maxQuestion);
  const answeredAt = local();
  const now = integer(head, 'now', 0);
  const refused = textOrNull(head, 'refused', 64);
  const records: Uint8Array[] = [];
  const pages = isCount(head.pages) ? { pages: head.pages } : {};
  const answer = { now, askedAt, answeredAt, refused, pages, records };
  while (records.length < DIRECTORY.maxRecords) {
    try {
      records.push((await frames.read({ signal })).subarray());
    } catch (error) {
      // The end of the stream between two records is the end of the answer.
      if ((error as Error).name === 'UnexpectedEOFError') return answer;
      throw error;
    }
  }
  stream.abort(new Error('More records than an answer holds'));
  return answer;
}
