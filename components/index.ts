/** Registers every element and exports the SDK: the whole of CASTO in one module. */
export * from '../src/index.js';
export {
  CastoBroadcast,
  type CastoBroadcastEventMap,
  type Mirror,
  type Sound,
  type Source,
} from './casto-broadcast.js';
export {
  CastoDirectory,
  type CastoDirectoryEventMap,
  type DirectoryOrder,
  type DirectorySearch,
} from './casto-directory.js';
export { CastoPlayer, type CastoPlayerEventMap } from './casto-player.js';
export { CastoStatsElement, type StatsMode } from './casto-stats.js';
export * from './events/index.js';
export { registerTexts } from './i18n/registry.js';
export type { Dictionary, PartialDictionary, Texts } from './i18n/texts.js';
