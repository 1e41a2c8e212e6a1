/** A closed picker is told from a refusal. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wasCancelled } from '../../../components/broadcast/on-air/cancelled.js';
import { CastoError } from '../../../src/base/errors.js';
import { captureError } from '../../../src/studio/capture/capture.js';

const page = { policyAllows: true, framed: false };
const thrown = (name: string, message = 'Permission denied'): DOMException =>
  new DOMException(message, name);

test('a picker that was closed is no refusal', () => {
  const error = captureError(thrown('NotAllowedError'), 'screen');
  assert.equal(wasCancelled(error, page), true);
  assert.equal(wasCancelled(error.as(false), page), true);
  assert.equal(wasCancelled(error, { policyAllows: null, framed: false }), true);
});

test('the system, the frame, a missing click and a camera refuse', () => {
  const screen = (name: string, message?: string): CastoError =>
    captureError(thrown(name, message), 'screen');
  const closed = screen('NotAllowedError');
  assert.equal(wasCancelled(screen('NotAllowedError', 'Permission denied by system'), page), false);
  assert.equal(
    wasCancelled(screen('NotAllowedError', 'disallowed by permissions policy'), page),
    false,
  );
  assert.equal(wasCancelled(closed, { policyAllows: false, framed: true }), false);
  assert.equal(wasCancelled(closed, { policyAllows: null, framed: true }), false);
  assert.equal(wasCancelled(screen('InvalidStateError'), page), false);
  assert.equal(wasCancelled(screen('NotReadableError'), page), false);
  assert.equal(wasCancelled(captureError(thrown('NotAllowedError'), 'camera'), page), false);
  assert.equal(wasCancelled(new CastoError('permission-denied', 'by the page'), page), false);
});
