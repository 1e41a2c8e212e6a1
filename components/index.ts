/** Registers every element and exports the SDK: the whole of CASTO in one module. */
export * from '../src/index.js';
export { CastoBroadcast } from './casto-broadcast.js';
export { CastoDirectory } from './casto-directory.js';
export { CastoPlayer } from './casto-player.js';
export { CastoStatsElement } from './casto-stats.js';
export { registerTexts } from './i18n/registry.js';
export type { Dictionary, PartialDictionary, Texts } from './i18n/texts.js';
