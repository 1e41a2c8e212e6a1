/** Reading attributes: what cannot be understood warns once and falls back. */
import { oneOf, onOrOff, wholeNumber } from '../../src/base/settings.js';

export {
  oneOf,
  onOrOff,
  starList,
  warnOnce,
  webAddress,
  wholeNumber,
  words,
} from '../../src/base/settings.js';

/** A lit converter for {@link oneOf}. */
export function wordConverter<T extends string>(where: string, allowed: readonly T[], fallback: T) {
  return { fromAttribute: (value: string | null): T => oneOf(where, value, allowed, fallback) };
}

/** A lit converter for {@link onOrOff}. */
export function switchConverter(where: string) {
  return { fromAttribute: (value: string | null) => onOrOff(where, value) };
}

/** A lit converter for {@link wholeNumber}. */
export function numberConverter(where: string, least = 0, most?: number) {
  return {
    fromAttribute: (value: string | null): number | undefined =>
      wholeNumber(where, value, least, most),
  };
}
