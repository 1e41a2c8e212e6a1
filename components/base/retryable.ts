import type { CastoErrorCode } from '../../src/base/errors.js';

/** Codes where pressing “Try again” can help without the author changing the page. */
export const RETRYABLE: ReadonlySet<CastoErrorCode> = new Set([
  'star-unreachable',
  'permission-denied',
  'device-missing',
  'file-missing',
  'file-refused',
  'file-blocked',
  'device-busy',
  'channel-taken',
  'no-parent',
  'protocol',
  'aborted',
  'closed',
  'internal',
]);
