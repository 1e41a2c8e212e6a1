/** What is in the studio's panels, fetched when somebody goes to the controls or was refused the camera. */
import { FocusKeeper } from '../../../base/focus-keeper.js';
import { sharePanel } from '../../../i18n/en/share-panel.js';
import { studioPanels } from '../../../i18n/en/studio-panels.js';
import type { PartialDictionary } from '../../../i18n/texts.js';

export { ShareController } from '../../../share/share-controller.js';
export { permissionHelp } from '../../capture/browser-help.js';
export { playTestTone } from '../../capture/sound-check.js';
export { Spoken } from '../../on-air/spoken.js';
export { onAndOffView, sumView } from '../on-and-off-view.js';
export { panelContent, styles } from './studio-panels.js';
export const english: PartialDictionary = { broadcast: studioPanels, share: sharePanel };

/** @param args - as of FocusKeeper, which the bundle has for the directory */
export const keepFocus = (...args: ConstructorParameters<typeof FocusKeeper>): FocusKeeper =>
  new FocusKeeper(...args);
