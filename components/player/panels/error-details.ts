/** What the author of a page needs to know of an error, behind its code; what a viewer reads stands above it. */
import { html, type TemplateResult } from 'lit';
import type { CastoError } from '../../../src/base/errors.js';

/** @param code - as it is shown without this */
export function errorDetails({ message }: CastoError, code: TemplateResult): TemplateResult {
  return message
    ? html`<details part="error-details"><summary>${code}</summary><p lang="en" dir="ltr">${message}</p></details>`
    : code;
}
