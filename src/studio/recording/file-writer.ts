/** Where a recording goes: onto the disk as it comes, or into memory until it is downloaded. */
import { BlobFile } from './blob-file.js';
import type { FileFormat } from './file-format.js';

export interface FileWriter {
  /** `disk`: written as it comes; `download`: held in memory and handed to the browser at the end. */
  readonly way: 'disk' | 'download';
  readonly name: string;
  /** At this byte, by default behind what is there. What is there is written over. */
  write(chunk: Blob, position?: number): void;
  /** Everything is in the file. @throws what the disk said. */
  finish(): Promise<void>;
  /** Nothing is kept. */
  discard(): Promise<void>;
}

interface SavePicker {
  showSaveFilePicker?(options: {
    suggestedName: string;
    types: { description: string; accept: Record<string, string[]> }[];
  }): Promise<FileSystemFileHandle>;
}

/**
 * Asks where to save, if the browser can; call it from a click. Null when the person changed their
 * mind.
 */
export async function openWriter(name: string, format: FileFormat): Promise<FileWriter | null> {
  const type = format.mimeType.split(';')[0]!;
  const scope = globalThis as SavePicker;
  if (scope.showSaveFilePicker) {
    try {
      const handle = await scope.showSaveFilePicker({
        suggestedName: name,
        types: [{ description: format.extension, accept: { [type]: [`.${format.extension}`] } }],
      });
      return await diskWriter(handle);
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') return null;
      // An iframe of another origin has the function but may not use it.
    }
  }
  return downloadWriter(name, type);
}

export async function diskWriter(handle: FileSystemFileHandle): Promise<FileWriter> {
  const file = await handle.createWritable();
  // One after another: a chunk must not overtake the one before.
  let writing: Promise<void> = Promise.resolve();
  return {
    way: 'disk',
    name: handle.name,
    write(chunk, position) {
      const data =
        position === undefined ? chunk : { type: 'write' as const, position, data: chunk };
      writing = writing.then(() => file.write(data));
      writing.catch(() => {});
    },
    async finish() {
      await writing;
      await file.close();
    },
    async discard() {
      await writing.catch(() => {});
      await file.abort();
    },
  };
}

/** Long enough for the browser to have taken the file over. */
const REVOKE_AFTER_MS = 60_000;

export function downloadWriter(name: string, type: string): FileWriter {
  let file = new BlobFile();
  return {
    way: 'download',
    name,
    write: (chunk, position) => file.write(chunk, position),
    async finish() {
      const url = URL.createObjectURL(file.whole(type));
      file = new BlobFile();
      const link = document.createElement('a');
      link.href = url;
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(url), REVOKE_AFTER_MS);
    },
    async discard() {
      file = new BlobFile();
    },
  };
}
