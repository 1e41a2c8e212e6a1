/** Every English text, those that come late included, as the elements have them once all is loaded. */
import { directoryMany } from '../components/i18n/en/directory-many.js';
import { english as early } from '../components/i18n/en/index.js';
import { playerBar } from '../components/i18n/en/player-bar.js';
import { playerPanels } from '../components/i18n/en/player-panels.js';
import { sharePanel } from '../components/i18n/en/share-panel.js';
import { statsScreen } from '../components/i18n/en/stats-screen.js';
import { studioPanels } from '../components/i18n/en/studio-panels.js';
import { moreEnglish, textsFor } from '../components/i18n/registry.js';
import type { Dictionary, Texts } from '../components/i18n/texts.js';

export const english: Dictionary = {
  ...early,
  player: { ...early.player, ...playerBar, ...playerPanels },
  broadcast: { ...early.broadcast, ...studioPanels },
  stats: { ...early.stats, ...statsScreen },
  directory: { ...early.directory, ...directoryMany },
  share: { ...early.share, ...sharePanel },
};

/** For a view that is rendered without its element. */
export function allTexts(): Texts {
  moreEnglish(english);
  return textsFor('en');
}
