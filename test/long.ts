/** How long a test goes on: for every change, and at night (`test/nightly/long.test.ts`, which sets CASTO_LONG). */
export const long = (ordinary: number, atNight: number): number =>
  process.env.CASTO_LONG ? atNight : ordinary;
