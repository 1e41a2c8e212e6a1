/** Whether a page can set the volume. On an iPhone only its buttons do. */

/** iPhone takes the value back after a moment. */
const SETTLED_MS = 100;

let supported: boolean | null = null;

/** True until it is known better; calls back once when it turns out false. */
export function canSetVolume(otherwise: () => void): boolean {
  if (supported !== null) return supported;
  const video = document.createElement('video');
  video.volume = 0.5;
  supported = video.volume === 0.5;
  if (supported) {
    setTimeout(() => {
      if (video.volume === 0.5) return;
      supported = false;
      otherwise();
    }, SETTLED_MS);
  }
  return supported;
}
