/** Full screen and picture-in-picture, where the browser has them. */

/** iPhone Safari has no element full screen; its video has one of its own. */
export interface WebKitVideo extends HTMLVideoElement {
  webkitEnterFullscreen?(): void;
  webkitExitFullscreen?(): void;
  readonly webkitDisplayingFullscreen?: boolean;
}

function hasElementFullscreen(host: HTMLElement): boolean {
  return typeof host.requestFullscreen === 'function' && document.fullscreenEnabled;
}

export function canFullscreen(host: HTMLElement, video: WebKitVideo): boolean {
  // Read as an attribute: Firefox and Safari have no controlsList.
  if (/\bnofullscreen\b/.test(video.getAttribute('controlslist') ?? '')) return false;
  return hasElementFullscreen(host) || typeof video.webkitEnterFullscreen === 'function';
}

/** Inside another element's shadow root the document would name that element instead. */
function rootOf(host: HTMLElement): Document | ShadowRoot {
  const root = host.getRootNode();
  return root instanceof ShadowRoot ? root : document;
}

export function isFullscreen(host: HTMLElement, video: WebKitVideo | undefined): boolean {
  return rootOf(host).fullscreenElement === host || video?.webkitDisplayingFullscreen === true;
}

export function canPictureInPicture(video: HTMLVideoElement): boolean {
  return (
    document.pictureInPictureEnabled === true &&
    typeof video.requestPictureInPicture === 'function' &&
    !video.disablePictureInPicture
  );
}

/** The host's video is in the picture-in-picture window. */
export function isPictureInPicture(host: HTMLElement): boolean {
  return host.shadowRoot?.pictureInPictureElement != null;
}

/** Puts the whole player in full screen, so that its controls come along; or leaves it. */
export async function toggleFullscreen(host: HTMLElement, video: WebKitVideo): Promise<void> {
  if (rootOf(host).fullscreenElement === host) await document.exitFullscreen();
  else if (video.webkitDisplayingFullscreen) video.webkitExitFullscreen?.();
  else if (hasElementFullscreen(host)) await host.requestFullscreen();
  else video.webkitEnterFullscreen?.();
}
