/** Registers every element and exports the SDK: the whole of CASTO in one module. */
export * from '../src/index.js';
export { CastoBroadcast } from './casto-broadcast.js';
export { CastoDirectory } from './casto-directory.js';
export { CastoPlayer } from './casto-player.js';
export { CastoStatsElement } from './casto-stats.js';
