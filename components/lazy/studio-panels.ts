/** What is in the studio's panels, fetched when somebody goes to the controls or was refused the camera. */
import { sharePanel } from '../i18n/en/share-panel.js';
import { studioPanels } from '../i18n/en/studio-panels.js';
import type { PartialDictionary } from '../i18n/texts.js';

export { permissionHelp } from '../broadcast/browser-help.js';
export { onAndOffView, sumView } from '../broadcast/on-and-off-view.js';
export { playTestTone } from '../broadcast/sound-check.js';
export { panelContent, styles } from '../broadcast/studio-panels.js';
export { ShareController } from '../share/share-controller.js';
export const english: PartialDictionary = { broadcast: studioPanels, share: sharePanel };
