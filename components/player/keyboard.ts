/** Keyboard shortcuts of the player; they act only while the focus is inside it. */
export interface KeyboardTarget {
  readonly paused: boolean;
  muted: boolean;
  volume: number;
  play(): Promise<void>;
  pause(): void;
  toggleFullscreen(): Promise<void>;
}

/** Acts on a key; true when the key was one of ours. */
export function handleKey(event: KeyboardEvent, player: KeyboardTarget): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return false;
  const from = event.composedPath()[0];
  const onRange = from instanceof HTMLInputElement;
  const onButton = from instanceof HTMLButtonElement;
  switch (event.key) {
    case ' ':
    case 'k':
      // A focused button is pressed by the space bar itself.
      if (event.key === ' ' && (onButton || onRange)) return false;
      if (player.paused) player.play().catch(() => {});
      else player.pause();
      return true;
    case 'm':
      player.muted = !player.muted;
      return true;
    case 'f':
      player.toggleFullscreen().catch(() => {});
      return true;
    case 'ArrowUp':
    case 'ArrowDown':
      if (onRange) return false;
      player.volume = Math.min(
        1,
        Math.max(0, player.volume + (event.key === 'ArrowUp' ? 0.1 : -0.1)),
      );
      return true;
    default:
      return false;
  }
}
