/**
 * `/casto/directory/1`: one JSON question, then the star's sealed records, each length-prefixed, and
 * the end of the stream. The asker checks the records as if they had come by gossip.
 */
import type { Stream } from '@libp2p/interface';
import { lpStream } from '@libp2p/utils';
import { ANNOUNCEMENT } from '../wire/announcement.js';
import { integer, jsonObject, text } from '../wire/fields.js';
import { LIMITS } from '../wire/tree.js';

export const DIRECTORY = {
  /** Records of one answer. */
  maxRecords: 100,
  /** Bytes of the question. */
  maxQuestion: 512,
  /** Milliseconds for question and answer. */
  timeoutMs: 5_000,
} as const;

/** `channel`: slug or full id; null asks for all. */
export interface DirectoryQuestion {
  channel: string | null;
  limit: number;
}

/** Star side: reads the question, answers, closes. Throws on a question that is no question. */
export async function answerDirectory(
  stream: Stream,
  find: (question: DirectoryQuestion) => Uint8Array[],
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
  const records = find(question).slice(0, limit);
  if (records.length > 0) await frames.writeV(records, { signal });
  await stream.close({ signal });
}

/** Page side: asks and returns the sealed records, unchecked. */
export async function askDirectory(
  stream: Stream,
  question: DirectoryQuestion,
  signal: AbortSignal,
): Promise<Uint8Array[]> {
  const frames = lpStream(stream, {
    maxDataLength: ANNOUNCEMENT.maxBytes,
    maxBufferSize: (DIRECTORY.maxRecords + 1) * (ANNOUNCEMENT.maxBytes + 4),
  });
  await frames.write(new TextEncoder().encode(JSON.stringify(question)), { signal });
  await stream.close({ signal });
  const records: Uint8Array[] = [];
  while (records.length < DIRECTORY.maxRecords) {
    try {
      records.push((await frames.read({ signal })).subarray());
    } catch (error) {
      // The end of the stream between two records is the end of the answer.
      if ((error as Error).name === 'UnexpectedEOFError') return records;
      throw error;
    }
  }
  stream.abort(new Error('More records than an answer holds'));
  return records;
}
