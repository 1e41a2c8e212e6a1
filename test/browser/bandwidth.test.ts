/**
 * A line that carries less than the stream: fewer frames or the small picture, never a broken one. How it is when it is
 * lifted, and when the line carries less still: test/nightly/bandwidth.test.ts.
 */
import { describe, it } from 'node:test';
import { getsFewerFrames, narrowStage } from './harness/index.js';

describe('a narrow line', () => {
  const here = narrowStage();
  const { skip } = here;

  it('below the stream: fewer frames or the small picture, decodable all, others undisturbed', {
    skip,
  }, async (test) => {
    await getsFewerFrames(test, here, 4000);
  });
});
