import type { JoinMessage } from '../../../src/wire/messages/tree.js';

/** A join as a relay sends it that feeds nobody yet; tests name what matters to them. */
export const joinMessage = (more: Partial<JoinMessage> = {}): JoinMessage => ({
  t: 'join',
  channel: 'owner/live',
  link: 'link-0001',
  capacity: 2,
  ways: ['forward'],
  standby: false,
  feasible: null,
  ...more,
});
