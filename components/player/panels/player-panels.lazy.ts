/**
 * The player's panels, where the focus goes, how full screen turns, and what an author reads of an error; fetched when
 * somebody goes to the controls, or when there is an error.
 */
import { FocusKeeper } from '../../base/focus-keeper.js';
import { playerPanels } from '../../i18n/en/player-panels.js';
import { sharePanel } from '../../i18n/en/share-panel.js';
import type { PartialDictionary } from '../../i18n/texts.js';

export { ShareController } from '../../share/share-controller.js';
export { ScreenTurn } from '../media/screen-turn.js';
export { errorDetails } from './error-details.js';
export { PanelFocus } from './panel-focus.js';
export { panelView, styles } from './panel-view.js';
export const english: PartialDictionary = { player: playerPanels, share: sharePanel };

/** @param args - as of FocusKeeper, which the bundle has for the directory */
export const keepFocus = (...args: ConstructorParameters<typeof FocusKeeper>): FocusKeeper =>
  new FocusKeeper(...args);
