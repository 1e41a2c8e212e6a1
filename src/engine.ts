/** The engine behind elements and SDK. Load it with `import()`; see engine-loader.ts. */
import { readConfig } from './base/settings.js';
import type { CastoConfig } from './base/types.js';
import { configureNetwork } from './network/index.js';
import type { Engine } from './session/api.js';
import { BroadcastSession } from './session/broadcast/broadcast.js';
import { DirectorySession } from './session/directory.js';
import { SharedViewing } from './session/playback/shared-viewing.js';

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
