/** Full screen and picture-in-picture, where the browser has them. */

/** iPhone Safari has no element full screen; its video has one of its own. */
interface WebKitVideo extends HTMLVideoElement {
  webkitEnterFullscreen?(): void;
}

export function canFullscreen(host: HTMLElement, video: WebKitVideo): boolean {
  if (typeof host.requestFullscreen === 'function') return document.fullscreenEnabled;
  return typeof video.webkitEnterFullscreen === 'function';
}

export function canPictureInPicture(video: HTMLVideoElement): boolean {
  return (
    document.pictureInPictureEnabled === true && typeof video.requestPictureInPicture === 'function'
  );
}

/** Puts the whole player in full screen, so that its controls come along; or leaves it. */
export async function toggleFullscreen(host: HTMLElement, video: WebKitVideo): Promise<void> {
  if (document.fullscreenElement === host) await document.exitFullscreen();
  else if (typeof host.requestFullscreen === 'function') await host.requestFullscreen();
  else video.webkitEnterFullscreen?.();
}
