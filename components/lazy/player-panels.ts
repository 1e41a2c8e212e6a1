/** The player's panels, fetched when somebody goes to the controls. */
import { playerPanels } from '../i18n/en/player-panels.js';
import { sharePanel } from '../i18n/en/share-panel.js';
import type { PartialDictionary } from '../i18n/texts.js';

export { PanelFocus } from '../player/panel-focus.js';
export { panelView, styles } from '../player/panel-view.js';
export { ShareController } from '../share/share-controller.js';
export const english: PartialDictionary = { player: playerPanels, share: sharePanel };
