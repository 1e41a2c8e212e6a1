/** What every text is called. */
import type { directoryMany } from './en/directory-many.js';
import type { english } from './en/index.js';
import type { playerBar } from './en/player-bar.js';
import type { playerPanels } from './en/player-panels.js';
import type { sharePanel } from './en/share-panel.js';
import type { statsScreen } from './en/stats-screen.js';
import type { studioPanels } from './en/studio-panels.js';
import type { Formats } from './formats.js';

/** Texts whose English comes with what shows them, in a file of its own. */
interface LateTexts {
  player: typeof playerBar & typeof playerPanels;
  broadcast: typeof studioPanels;
  stats: typeof statsScreen;
  directory: typeof directoryMany;
  share: typeof sharePanel;
}

/** All texts of one language, by area: texts, and functions where a number or a name goes in. */
export type Dictionary = typeof english & LateTexts;

/** Some texts of one language; what is missing is taken from English. */
export type PartialDictionary = PartialTexts<Dictionary>;

type PartialTexts<T> = T extends string
  ? string
  : T extends (...args: never[]) => string
    ? T
    : { readonly [K in keyof T]?: PartialTexts<T[K]> };

/** What a view is given: the texts, and numbers as people of that language write them. */
export interface Texts extends Dictionary {
  /** BCP 47 tag of the language that the texts are in. */
  readonly lang: string;
  readonly dir: 'ltr' | 'rtl';
  readonly format: Formats;
}
