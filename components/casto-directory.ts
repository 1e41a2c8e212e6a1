/** Registers `<casto-directory>`. */
import { define } from './define.js';
import { CastoDirectory } from './directory/directory-element.js';

define('casto-directory', CastoDirectory);

declare global {
  interface HTMLElementTagNameMap {
    'casto-directory': CastoDirectory;
  }
}

export { CastoDirectory };
