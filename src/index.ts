/** The SDK: everything but the elements. Importing it touches neither the DOM nor the network. */
export { capture } from './capture-late.js';
export { CASTO, type CASTOOptions, type StartOptions, type WatchOptions } from './casto.js';
export { configure, type EngineLoader, setEngineLoader } from './engine-loader.js';
export { type CaptureDevice, CastoError, type CastoErrorCode } from './errors.js';
export type { IceServer } from './ice-servers.js';
export type { CaptureOptions, CaptureSource } from './media/capture.js';
export type { ChannelRecord } from './network/api.js';
export type { Broadcast, DirectoryWatch, Engine, ParentChange, Viewing } from './session/api.js';
export type { OnOff, SoundOptions } from './sound-wish.js';
export type {
  BroadcastOptions,
  BroadcastState,
  CastoConfig,
  CastoStats,
  EdgeStats,
  ParentSwitch,
  Quality,
  RelayWay,
  SwitchReason,
  ViewOptions,
  ViewState,
  Way,
} from './types.js';
