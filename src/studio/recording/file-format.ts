/** Which kind of file a recording becomes. */
import { cutText } from '../../base/cut-text.js';

export interface FileFormat {
  mimeType: string;
  extension: 'mp4' | 'webm';
}

/**
 * MP4 first: it plays everywhere, can be searched at once, and its encoder is often hardware. WebM as
 * MediaRecorder writes it has no duration until a tool adds it.
 */
const CANDIDATES: readonly FileFormat[] = [
  { mimeType: 'video/mp4;codecs=avc1.64003E,mp4a.40.2', extension: 'mp4' },
  { mimeType: 'video/mp4;codecs=avc1.42E01E,mp4a.40.2', extension: 'mp4' },
  { mimeType: 'video/mp4;codecs=avc1.64003E,opus', extension: 'mp4' },
  { mimeType: 'video/webm;codecs=vp9,opus', extension: 'webm' },
  { mimeType: 'video/webm;codecs=vp8,opus', extension: 'webm' },
  { mimeType: 'video/webm', extension: 'webm' },
  { mimeType: 'video/mp4', extension: 'mp4' },
];

/** The best that this browser can write, null when it cannot record. */
export function bestFileFormat(
  supports: (mimeType: string) => boolean = (mimeType) =>
    globalThis.MediaRecorder?.isTypeSupported(mimeType) ?? false,
): FileFormat | null {
  return CANDIDATES.find(({ mimeType }) => supports(mimeType)) ?? null;
}

/** A file's name has 255 bytes on most disks, and a character takes up to three for each UTF-16 unit. */
const TITLE_CHARS = 60;

/** `Street 2026-11-25 09-30-00.mp4`: sorts by time and is allowed on every system. */
export function recordName(title: string, at: Date, extension: string): string {
  const clean = cutText(
    [...title]
      .map((char) => (char < ' ' || '\\/:*?"<>|'.includes(char) ? ' ' : char))
      .join('')
      .replace(/\s+/g, ' ')
      .trim(),
    TITLE_CHARS,
  ).trimEnd();
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const time = `${two(at.getHours())}-${two(at.getMinutes())}-${two(at.getSeconds())}`;
  return `${clean || 'CASTO'} ${day} ${time}.${extension}`;
}
