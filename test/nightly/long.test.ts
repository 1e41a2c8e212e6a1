/** Unit tests that go on for longer than every change has time for: more histories, minutes and pages. */
process.env.CASTO_LONG = '1';
for (const name of [
  'media/failure-detector',
  'network/clock-steps',
  'network/star-mailbox',
  'overlay/figures',
  'overlay/histories',
  'star/crowd',
]) {
  await import(`../unit/${name}.test.js`);
}
