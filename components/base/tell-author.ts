/** A viewer reads a plain sentence; which attribute or setting is meant stands on the console, for who made the page. */
import type { CastoError } from '../../src/base/errors.js';
import { warnOnce } from '../../src/base/settings.js';

/** @param who - the element that has the error */
export function tellAuthor(who: HTMLElement, { code, message }: CastoError): void {
  // What somebody stopped is no fault of the page.
  if (code !== 'aborted' && code !== 'closed') warnOnce(`<${who.localName}> ${code}: ${message}`);
}
