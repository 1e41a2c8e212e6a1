/** What the player's buttons do. A refusal by the browser shows in the player's state, if at all. */
import type { PlayerActions } from './player-view.js';

interface Player
  extends Pick<
    HTMLVideoElement,
    'play' | 'pause' | 'muted' | 'volume' | 'requestPictureInPicture'
  > {
  toggleFullscreen(): Promise<void>;
}

async function togglePictureInPicture(player: Player): Promise<void> {
  if (document.pictureInPictureElement) await document.exitPictureInPicture();
  else await player.requestPictureInPicture();
}

/** @param unmute - sound on, at a volume that can be heard */
export function playerActions(player: Player, unmute: () => void): PlayerActions {
  return {
    play: () => void player.play().catch(() => {}),
    pause: () => player.pause(),
    retry: () => void player.play().catch(() => {}),
    unmute,
    toggleMute: () => {
      if (player.muted || player.volume === 0) unmute();
      else player.muted = true;
    },
    setVolume: (event) => {
      const { target } = event;
      if (!(target instanceof HTMLInputElement)) return;
      player.volume = target.valueAsNumber;
      player.muted = target.valueAsNumber === 0;
    },
    fullscreen: () => void player.toggleFullscreen().catch(() => {}),
    pictureInPicture: () => void togglePictureInPicture(player).catch(() => {}),
  };
}
