/** A local recording: of what is sent where that can be kept as it is, else encoded for the file. */
import type { CastoError } from '../../base/errors.js';
import type { EncodedFeed } from '../../media/frames/encoded-feed.js';
import type { FileWriter } from './file-writer.js';

export interface RecordOptions {
  /** Begins the file's name. */
  title: string;
  /** kbit/s of video, where it is encoded for the file; that may have more than an upload. */
  videoKbps: number;
  frameRate: number;
  workerUrl?: string | undefined;
  /** It stopped by itself: the disk is full, the encoder failed. */
  onFailed(error: CastoError): void;
  /** What is recorded is over. */
  onEnded(): void;
}

export interface RecordResult {
  name: string;
  way: FileWriter['way'];
  bytes: number;
  mimeType: string;
}

export interface Recording {
  /** Unix ms */
  readonly startedAt: number;
  readonly name: string;
  readonly way: FileWriter['way'];
  /** Goes on with another stream, in the same file. */
  follow(stream: MediaStream | null): void;
  /** Finishes the file. The same promise however often. @throws CastoError when it was not saved. */
  stop(): Promise<RecordResult>;
}

/**
 * Asks where to save and begins. Null when the person changed their mind.
 * @param feed what is sent, if anything is
 * @throws CastoError `unsupported` when this browser cannot record.
 */
export type StartRecording = (
  stream: MediaStream,
  feed: EncodedFeed | null,
  options: RecordOptions,
) => Promise<Recording | null>;
