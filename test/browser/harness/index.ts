/** The harness of the many-page tests and of the benches. */
export {
  type BadLine,
  createBadLine,
  type LineSettings,
  noBadLine,
  type WaySettings,
} from './bad-line.js';
export * from './browser.js';
export { CLIP, CLIP_TONE_HZ, type FileCamera, fileCamera } from './camera.js';
export { type DeathbedStage, deathbedStage } from './deathbed-stage.js';
export {
  DEATHS,
  type Death,
  type Deathbed,
  FRAMES_AFTER,
  MOST_STILL_MS,
  survives,
} from './deaths.js';
export {
  buildFamily,
  type Family,
  type FamilyOptions,
  mayFeedOne,
  readAnew,
  readNoMore,
  unlessMisplaced,
} from './family.js';
export { getsFewerFrames } from './narrow-child.js';
export { createNarrowLine, type NarrowLine, noNarrowLine } from './narrow-line.js';
export { type NarrowStage, narrowStage } from './narrow-stage.js';
export { COUNT_OPEN_THINGS, type OpenThings, openThings } from './open-things.js';
export {
  launchPlainChromium,
  type PlainChromium,
  type PlainPage,
} from './plain-chromium.js';
export {
  comeOutOfCache,
  goIntoCache,
  type RelayLine,
  type RelayStage,
  relayStage,
} from './relay-line.js';
export { importScript, projectRoot } from './root.js';
export { type ServerOptions, startServer, type TestServer } from './server.js';
export { snippet } from './snippet.js';
export * from './stage.js';
export { type Star, startStar } from './star.js';
export { delay, type UntilOptions, until } from './until.js';
export {
  SOURCE_FPS,
  shownWhole,
  statsWhen,
  streamKbps,
  type WindowSummary,
  windowOf,
} from './window.js';
