/** How elements reach the engine: late, and replaceable. */
export { type EngineLoader, loadEngine, setEngineLoader } from '../../src/engine-loader.js';
