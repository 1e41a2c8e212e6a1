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

/** The preview's sound, on this speaker where the browser lets a page choose. */
export function listenTo(video: HTMLVideoElement, on: boolean, speakerId: string): void {
  video.muted = !on;
  if (!on) return;
  const speaking: { setSinkId?(id: string): Promise<void> } = video;
  speaking.setSinkId?.(speakerId).catch(() => {
    // A speaker that is gone: the system's default goes on.
  });
}
