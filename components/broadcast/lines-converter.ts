import { wholeNumber } from '../attributes.js';

const LEAST_LINES = 90;

/** A lit converter for “720p” or “720”: the lines of a picture. */
export function linesConverter(where: string) {
  return {
    fromAttribute: (value: string | null): number | undefined =>
      wholeNumber(where, value?.trim().replace(/p$/i, ''), LEAST_LINES),
  };
}
