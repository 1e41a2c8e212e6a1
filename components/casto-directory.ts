/** Registers `<casto-directory>`. */
import { define } from './define.js';
import { CastoDirectory } from './directory/directory-element.js';

define('casto-directory', CastoDirectory);

declare global {
  interface HTMLElementTagNameMap {
    'casto-directory': CastoDirectory;
  }
}

export type { ChannelRecord } from '../src/wire/channel-record.js';
export type { CastoDirectoryEventMap } from './directory/directory-element.js';
export type { DirectoryOrder, DirectorySearch } from './directory/many/choices.js';
export { CastoErrorEvent } from './events/error-event.js';
export { CastoSelectEvent } from './events/select-event.js';
export { CastoDirectory };
