/** The SDK: everything but the elements. Importing it touches neither the DOM nor the network. */

export { type CaptureDevice, CastoError, type CastoErrorCode } from './base/errors.js';
export type { IceServer } from './base/ice-servers.js';
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
} from './base/types.js';
export { CASTO, type CASTOOptions, type StartOptions, type WatchOptions } from './casto.js';
export { configure, type EngineLoader, setEngineLoader } from './engine-loader.js';
export type { Broadcast, DirectoryWatch, Engine, ParentChange, Viewing } from './session/api.js';
export type { CaptureOptions, CaptureSource } from './studio/capture/capture.js';
export { capture } from './studio/capture/load-capture.js';
export type { OnOff, SoundOptions } from './studio/capture/sound-settings.js';
export type { ChannelRecord } from './wire/channel-record.js';
