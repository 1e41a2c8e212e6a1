/** A video file as a source: it plays in a loop, out of sight. Loaded by `import()` when needed. */
import { CastoError, throwIfAborted } from '../../base/errors.js';
import { fileFault } from './file-fault.js';
import { PolicyWatch } from './policy-watch.js';

/** A file that the person chose, or the URL of one. */
export type FileInput = Blob | string;

export interface FileSource {
  readonly name: string;
  readonly stream: MediaStream;
  /** `capture`: the browser hands the frames over; `canvas`: they are drawn again (Safari). */
  readonly way: 'capture' | 'canvas';
  /** Idempotent. */
  stop(): void;
}

type Capturing = HTMLVideoElement & {
  captureStream?(): MediaStream;
  mozCaptureStream?(): MediaStream;
};

const CANVAS_FPS = 30;

/** What a person would call it. */
export function fileName(input: FileInput): string {
  if (typeof input !== 'string') return input instanceof File ? input.name : '';
  const path = input.split(/[?#]/)[0] ?? '';
  try {
    return decodeURIComponent(path.slice(path.lastIndexOf('/') + 1));
  } catch {
    return path;
  }
}

/**
 * @throws CastoError `unsupported` when the browser cannot play it, `file-missing` when it is not there
 * or out of reach, `file-refused` when its server does not let this page read it, `file-blocked` when the page's
 * own policy does not, `aborted`.
 */
export async function openFile(input: FileInput, signal?: AbortSignal): Promise<FileSource> {
  throwIfAborted(signal);
  const url = typeof input === 'string' ? input : URL.createObjectURL(input);
  const video = document.createElement('video') as Capturing;
  if (typeof input === 'string') video.crossOrigin = 'anonymous';
  video.loop = true;
  video.muted = true;
  video.playsInline = true;
  video.src = url;
  let stopCapture = (): void => {};
  const stop = (): void => {
    stopCapture();
    video.pause();
    video.removeAttribute('src');
    video.load();
    if (typeof input !== 'string') URL.revokeObjectURL(url);
  };
  const policy = new PolicyWatch(addressOf(url) ?? url);
  try {
    await video.play();
    throwIfAborted(signal);
    if (video.videoWidth === 0) {
      throw new CastoError('unsupported', 'There is no picture in this file');
    }
    const captured = captureOf(video);
    stopCapture = captured.stop;
    let stopped = false;
    return {
      name: fileName(input),
      stream: captured.stream,
      way: captured.way,
      stop() {
        if (stopped) return;
        stopped = true;
        stop();
      },
    };
  } catch (thrown) {
    const media = video.error;
    stop();
    const directive = thrown instanceof CastoError ? null : await policy.refusing();
    throwIfAborted(signal);
    if (directive) throw blockedError(url, directive, thrown);
    throw await fileError(input, thrown, media, signal);
  } finally {
    policy.close();
  }
}

/** Null when it is none. */
const addressOf = (url: string): string | null =>
  URL.canParse(url, document.baseURI) ? new URL(url, document.baseURI).href : null;

function blockedError(url: string, directive: string, cause: unknown): CastoError {
  const { protocol, origin, href } = new URL(url, document.baseURI);
  const web = /^https?:$/.test(protocol);
  return new CastoError(
    'file-blocked',
    `${web ? href : 'The file'} is refused by the Content-Security-Policy of this page: its ${directive} has to ` +
      `allow ${web ? origin : protocol}`,
    { cause },
  );
}

async function fileError(
  input: FileInput,
  thrown: unknown,
  media: MediaError | null,
  signal: AbortSignal | undefined,
): Promise<CastoError> {
  if (thrown instanceof CastoError) return thrown;
  if (typeof input === 'string') {
    const url = addressOf(input);
    if (url === null) {
      return new CastoError('file-missing', `"${input.slice(0, 120)}" is no address of a file`, {
        cause: thrown,
      });
    }
    return fileFault(url, thrown, signal);
  }
  const cause = { cause: thrown };
  // A file that was moved or deleted since it was chosen.
  return media?.code === MediaError.MEDIA_ERR_NETWORK || !(await isReadable(input))
    ? new CastoError('file-missing', 'The file could not be read: choose it again', cause)
    : new CastoError('unsupported', 'This browser cannot play that file', cause);
}

const isReadable = (file: Blob): Promise<boolean> =>
  file
    .slice(0, 1)
    .arrayBuffer()
    .then(
      () => true,
      () => false,
    );

function captureOf(video: Capturing): Pick<FileSource, 'stream' | 'way'> & { stop(): void } {
  const capture = video.captureStream ?? video.mozCaptureStream;
  if (!capture) return drawn(video);
  const stream = capture.call(video);
  return { stream, way: 'capture', stop: () => stopAll(stream) };
}

/** Safari plays but cannot capture: its picture is drawn, its sound goes through Web Audio. */
export function drawn(
  video: HTMLVideoElement,
): Pick<FileSource, 'stream' | 'way'> & { stop(): void } {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { alpha: false })!;
  const stream = canvas.captureStream(CANVAS_FPS);
  const draw = (): void => {
    if (canvas.width !== video.videoWidth) canvas.width = video.videoWidth;
    if (canvas.height !== video.videoHeight) canvas.height = video.videoHeight;
    context.drawImage(video, 0, 0);
  };
  draw();
  const timer = setInterval(draw, 1000 / CANVAS_FPS);
  const sound = new AudioContext();
  // Once in the graph the element is heard only where the graph leads: not here.
  video.muted = false;
  const out = sound.createMediaStreamDestination();
  sound.createMediaElementSource(video).connect(out);
  sound.resume().catch(() => {});
  for (const track of out.stream.getAudioTracks()) stream.addTrack(track);
  return {
    stream,
    way: 'canvas',
    stop() {
      clearInterval(timer);
      stopAll(stream);
      sound.close().catch(() => {});
    },
  };
}

function stopAll(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
