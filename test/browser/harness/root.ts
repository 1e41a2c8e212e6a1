/** Where things are: compiled code runs from build/test/browser/harness/. */
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The folder of package.json. */
export const projectRoot = join(dirname(fileURLToPath(import.meta.url)), '../../../..');

/** Imports one of scripts/*.mjs, which tsc does not compile. */
export function importScript<T>(name: string): Promise<T> {
  return import(pathToFileURL(join(projectRoot, 'scripts', name)).href) as Promise<T>;
}
