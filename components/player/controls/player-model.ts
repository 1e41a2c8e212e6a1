/** What the views are given: the player's whole state, and what its buttons do. */
import type { CastoError } from '../../../src/base/errors.js';
import type { Quality, ViewState } from '../../../src/base/types.js';
import type { ShareController } from '../../share/share-controller.js';
import type { Caption } from '../media/caption-tracks.js';
import type { Exchange } from '../media/exchange.js';
import type { Panel } from './player-ui.js';

export interface PlayerView {
  state: ViewState;
  error: CastoError | null;
  /** The picture is wanted: not paused. */
  wanted: boolean;
  /** At least one frame has been shown. */
  hasPicture: boolean;
  /** The last one, while there is none. */
  held: HTMLCanvasElement | null;
  muted: boolean;
  volume: number;
  /** False on iPhone, where only the buttons of the phone set it. */
  canSetVolume: boolean;
  askUnmute: boolean;
  controls: boolean;
  /** Buttons are somebody else's: the element is the media of a media-chrome. */
  chromeless: boolean;
  /** Nobody has touched the player for a while. */
  idle: boolean;
  fullscreen: boolean;
  canFullscreen: boolean;
  pictureInPicture: boolean;
  canPictureInPicture: boolean;
  poster: string;
  title: string;
  viewers: number;
  panel: Panel | null;
  /** False after Escape, until the pointer or the focus goes elsewhere. */
  tips: boolean;
  notice: string;
  announcement: string;
  exchange: Exchange | null;
  relay: boolean;
  qualities: readonly Quality[];
  /** `auto` or an id. */
  quality: string;
  captions: readonly Caption[];
  /** Null until the panels are here. */
  share: ShareController | null;
}

export interface PlayerActions {
  play(): void;
  pause(): void;
  unmute(): void;
  toggleMute(): void;
  setVolume(event: Event): void;
  wheelVolume(event: WheelEvent): void;
  fullscreen(): void;
  pictureInPicture(): void;
  toggle(panel: Panel): void;
  close(): void;
  toggleCaptions(): void;
  showCaptions(track: TextTrack | null): void;
  setQuality(id: string): void;
  setRelay(on: boolean): void;
  /** The pointer or the focus has gone to another control. */
  showTips(): void;
}
