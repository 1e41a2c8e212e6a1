/** What the views are given: the player's whole state, and what they and its controls act with. */
import type { CastoError } from '../../../src/base/errors.js';
import type { Quality, ViewState } from '../../../src/base/types.js';
import type { Texts } from '../../i18n/texts.js';
import type { ShareController } from '../../share/share-controller.js';
import type { Caption, CaptionTracks } from '../media/caption-tracks.js';
import type { Exchange } from '../media/exchange.js';
import type { ExchangeWatch } from '../media/exchange-watch.js';
import type { PlayerUi } from './player-ui.js';

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
  /** The one that is open, by the id of its control. */
  panel: string | null;
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

/** The element, as far as its controls need it. */
export interface Player extends HTMLElement {
  muted: boolean;
  volume: number;
  readonly paused: boolean;
  quality: string;
  relay: 'auto' | 'off';
  play(): Promise<void>;
  pause(): void;
  toggleFullscreen(): Promise<void>;
  requestPictureInPicture(): Promise<PictureInPictureWindow>;
}

/** What the element lends to its controls. */
export interface PlayerParts {
  readonly player: Player;
  readonly ui: PlayerUi;
  readonly captions: CaptionTracks;
  readonly exchange: ExchangeWatch;
  texts(): Texts;
  /** Sound on, at a volume that can be heard. */
  soundOn(): void;
  /** The person has set sound or size: it is so the next time. */
  chosen(): void;
  /** A panel may be opened soon. */
  near(): void;
  /** One was opened. */
  opened(): void;
  /** The share panel begins with its first tab. */
  resetShare(): void;
}

/** What controls and views act with. */
export interface PlayerActions extends PlayerParts {
  play(): void;
  pause(): void;
  fullscreen(): void;
  /** The pointer or the focus has gone to another control. */
  showTips(): void;
}
