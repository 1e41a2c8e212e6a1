import { wholeNumber } from '../../base/attributes.js';

export const LEAST_LINES = 90;
export const MOST_LINES = 8640;
/** Pictures a second. */
export const MOST_FRAMES = 240;

/** A lit converter for “720p” or “720”: the lines of a picture. */
export function linesConverter(where: string) {
  return {
    fromAttribute: (value: string | null): number | undefined =>
      wholeNumber(where, value?.trim().replace(/p$/i, ''), LEAST_LINES, MOST_LINES),
  };
}
