/** Several pictures laid over each other as one track. Loaded by `import()` when first needed. */
import { createLog } from '../../base/log.js';
import { composeOnCanvas } from './canvas-composer.js';
import type { ComposeOptions, Composer } from './composer.js';
import { canComposeInWorker, composeInWorker } from './worker-composer.js';

const log = createLog('studio:compose');

/**
 * The best way that this browser and this page's policy allow.
 * @param workerUrl See `configure({ workerUrl })`.
 */
export async function compose(options: ComposeOptions, workerUrl?: string): Promise<Composer> {
  if (canComposeInWorker()) {
    try {
      return await composeInWorker(options, workerUrl);
    } catch (error) {
      log('composing on a canvas instead', error);
    }
  }
  return composeOnCanvas(options, workerUrl);
}
