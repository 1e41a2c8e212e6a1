/** The engine behind elements and SDK. Load it with `import()`; see engine-loader.ts. */
import { configureNetwork } from './network/index.js';
import type { Engine } from './session/api.js';
import { BroadcastSession } from './session/broadcast.js';
import { DirectorySession } from './session/directory-watch.js';
import { SharedViewing } from './session/shared-viewing.js';
import { readConfig } from './settings.js';
import type { CastoConfig } from './types.js';

let config: CastoConfig = {};

export const engine: Engine = {
  createBroadcast: (options) => new BroadcastSession(options, config),
  createViewing: (options) => new SharedViewing(options, config),
  watchDirectory: ({ stars }) => new DirectorySession(stars),
  configure(next) {
    config = { ...config, ...readConfig(next) };
    configureNetwork(config);
  },
};
