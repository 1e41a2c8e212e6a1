/** What several controls and views do alike. A refusal by the browser shows in the player's state, if at all. */
import type { PlayerActions, PlayerParts } from './player-model.js';

export function playerActions(parts: PlayerParts): PlayerActions {
  const { player, ui } = parts;
  return {
    ...parts,
    play: () => void player.play().catch(() => {}),
    pause: () => player.pause(),
    fullscreen: () => void player.toggleFullscreen().catch(() => {}),
    showTips: () => {
      ui.showTips();
      parts.near();
    },
  };
}
