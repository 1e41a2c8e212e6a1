/**
 * The one place that loads the engine, so that elements paint first and the SDK costs nothing until
 * it is used. A failed load is forgotten, and the next call tries again.
 */
import { latePart } from './base/late-part.js';
import { readConfig } from './base/settings.js';
import type { CastoConfig } from './base/types.js';
import type { Engine } from './session/api.js';

export type EngineLoader = () => Promise<Engine>;

const importEngine: EngineLoader = async () => (await import('./engine.js')).engine;

let loader: EngineLoader = importEngine;
let loading: Promise<Engine> | null = null;
let config: CastoConfig = {};

/**
 * The engine, loaded on first call.
 * @throws CastoError `internal` when its script cannot be fetched or run.
 */
export function loadEngine(): Promise<Engine> {
  if (!loading) {
    const attempt = latePart('The CASTO engine', loader()).then(
      (engine) => {
        if (Object.keys(config).length > 0) engine.configure(config);
        return engine;
      },
      (cause: unknown) => {
        if (loading === attempt) loading = null;
        throw cause;
      },
    );
    loading = attempt;
  }
  return loading;
}

/**
 * Puts another engine in place: a site's own tests, a gallery without network, a page that bundles
 * its own; null is the usual one. Set it before the first element starts.
 */
export function setEngineLoader(next: EngineLoader | null): void {
  loader = next ?? importEngine;
  loading = null;
}

/**
 * Page-wide settings; may be called before the engine is loaded, later calls add to earlier ones. What
 * cannot be used is left out with a warning on the console.
 */
export function configure(next: CastoConfig): void {
  config = { ...config, ...readConfig(next) };
  // A load that fails is reported to the caller that asked for the engine, not here.
  loading?.then(
    (engine) => engine.configure(config),
    () => {},
  );
}

/** What `configure()` has been told so far. */
export function configuredSoFar(): Readonly<CastoConfig> {
  return config;
}
