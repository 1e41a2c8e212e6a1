/** What the player's buttons, keys and wheel do. A refusal by the browser shows in the player's state, if at all. */
import type { Quality } from '../../../src/base/types.js';
import type { Texts } from '../../i18n/texts.js';
import type { CaptionTracks } from '../media/caption-tracks.js';
import { isPictureInPicture } from '../media/display-modes.js';
import { qualityName } from '../media/quality.js';
import type { Shortcut } from './keyboard.js';
import type { PlayerActions } from './player-model.js';
import type { Panel, PlayerUi } from './player-ui.js';

/** The element, as far as its buttons need it. */
interface Player extends HTMLElement {
  muted: boolean;
  volume: number;
  readonly paused: boolean;
  quality: string;
  readonly qualities: readonly Quality[];
  play(): Promise<void>;
  pause(): void;
  toggleFullscreen(): Promise<void>;
  requestPictureInPicture(): Promise<PictureInPictureWindow>;
}

export interface ActionParts {
  player: Player;
  ui: PlayerUi;
  captions: CaptionTracks;
  texts(): Texts;
  /** Sound on, at a volume that can be heard. */
  unmute(): void;
  setRelay(on: boolean): void;
  /** The person has set sound or size: it is so the next time. */
  chosen(): void;
  opened(panel: Panel): void;
  /** A panel may be opened soon. */
  near(): void;
}

const KEY_STEP = 0.1;
const WHEEL_STEP = 0.05;

export interface PlayerCommands extends PlayerActions {
  /** Does what a key stands for, and shows that it was done. */
  run(shortcut: Shortcut): void;
}

export function playerActions(parts: ActionParts): PlayerCommands {
  const { player, ui, captions } = parts;

  const play = (): void => void player.play().catch(() => {});
  const fullscreen = (): void => void player.toggleFullscreen().catch(() => {});
  const pictureInPicture = (): void => void togglePictureInPicture(player).catch(() => {});
  const toggleMute = (): void => {
    if (player.muted || player.volume === 0) parts.unmute();
    else player.muted = true;
    parts.chosen();
  };
  const toggle = (panel: Panel): void => {
    ui.toggle(panel);
    if (ui.panel) parts.opened(ui.panel);
  };

  /** Steps of a twentieth, so that 0 and 1 are met. */
  const changeVolume = (by: number): void => {
    const from = player.muted ? 0 : player.volume;
    const to = Math.min(1, Math.max(0, Math.round((from + by) * 20) / 20));
    player.volume = to;
    player.muted = to === 0;
    parts.chosen();
    const t = parts.texts();
    ui.note(t.player.volumeIs(t.format.percent(to)));
  };

  const sound = (): string => {
    const t = parts.texts().player;
    return player.muted ? t.muted : t.unmuted;
  };

  const run = (shortcut: Shortcut): void => {
    const t = parts.texts();
    switch (shortcut) {
      case 'playPause':
        if (player.paused) play();
        else player.pause();
        ui.note(player.paused ? t.common.paused : t.common.live);
        return;
      case 'live':
        play();
        ui.note(t.common.live);
        return;
      case 'mute':
        toggleMute();
        ui.note(sound());
        return;
      case 'louder':
        changeVolume(KEY_STEP);
        return;
      case 'quieter':
        changeVolume(-KEY_STEP);
        return;
      case 'captions': {
        if (captions.list.length === 0) return;
        const shown = captions.toggle();
        ui.note(t.player.captionsAre(shown?.label ?? t.player.captionsOff));
        return;
      }
      case 'fullscreen':
        fullscreen();
        return;
      case 'pictureInPicture':
        pictureInPicture();
        return;
      case 'share':
        toggle('share');
        return;
      case 'help':
        toggle('help');
        return;
      case 'close':
        if (ui.panel) ui.close();
        else ui.hideTips();
    }
  };

  return {
    play,
    pause: () => player.pause(),
    unmute: () => {
      parts.unmute();
      parts.chosen();
      ui.announce(sound());
    },
    toggleMute: () => {
      toggleMute();
      ui.announce(sound());
    },
    setVolume: ({ target }) => {
      if (!(target instanceof HTMLInputElement)) return;
      player.volume = target.valueAsNumber;
      player.muted = target.valueAsNumber === 0;
      parts.chosen();
    },
    wheelVolume: (event) => {
      // With a modifier it is the browser's: zoom.
      if (event.ctrlKey || event.metaKey || event.deltaY === 0) return;
      event.preventDefault();
      changeVolume(event.deltaY < 0 ? WHEEL_STEP : -WHEEL_STEP);
    },
    fullscreen,
    pictureInPicture,
    toggle,
    close: () => ui.close(),
    toggleCaptions: () => void captions.toggle(),
    showCaptions: (track) => captions.show(track),
    setQuality: (id) => {
      player.quality = id;
      parts.chosen();
      const t = parts.texts();
      ui.announce(t.player.qualityIs(qualityName(player.qualities, id, t)));
    },
    setRelay: parts.setRelay,
    showTips: () => {
      ui.showTips();
      parts.near();
    },
    run,
  };
}

async function togglePictureInPicture(player: Player): Promise<void> {
  if (isPictureInPicture(player)) await document.exitPictureInPicture();
  else await player.requestPictureInPicture();
}
