/** The element that shows the person what is broadcast. */

/** Muted, so that it always may play, and nobody hears an echo. */
export function previewVideo(): HTMLVideoElement {
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  video.setAttribute('part', 'video');
  return video;
}

/** A phone's back camera is no mirror. */
export function facesAway(stream: MediaStream | null): boolean {
  return stream?.getVideoTracks()[0]?.getSettings().facingMode === 'environment';
}
