/** A real video file as Chromium's camera and microphone. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { importScript, projectRoot } from './root.js';

const run = promisify(execFile);

/** A street, 7.6 s, with a tone of 220 Hz (see demo/media/README.md). */
export const CLIP = join(projectRoot, 'demo/media/city-cc0.webm');
export const CLIP_TONE_HZ = 220;

export interface FileCamera {
  videoFile: string;
  audioFile: string;
  remove(): Promise<void>;
}

/**
 * Converts the clip into what `--use-file-for-fake-*-capture` reads, 640×360. Raw pictures name their own
 * rate, where a file of JPEGs is always played at 30 a second. Null without ffmpeg.
 */
export async function fileCamera(fps: number): Promise<FileCamera | null> {
  const { which } = await importScript<{ which(name: string): string | null }>('find-browser.mjs');
  const ffmpeg = which('ffmpeg');
  if (!ffmpeg) return null;
  const folder = await mkdtemp(join(tmpdir(), 'casto-camera-'));
  const videoFile = join(folder, 'camera.y4m');
  const audioFile = join(folder, 'microphone.wav');
  const convert = (...args: string[]) => run(ffmpeg, ['-v', 'error', '-y', '-i', CLIP, ...args]);
  await convert('-an', '-vf', `scale=640:360,fps=${fps}`, '-pix_fmt', 'yuv420p', videoFile);
  await convert('-vn', '-ac', '1', '-ar', '48000', '-c:a', 'pcm_s16le', audioFile);
  return {
    videoFile,
    audioFile,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
