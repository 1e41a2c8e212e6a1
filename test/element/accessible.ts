/** axe on an element as it stands. */
import { expect } from '@open-wc/testing';

/** Fails with axe's report when anything in or under the element breaks one of its rules. */
export async function expectAccessible(element: Element): Promise<void> {
  // What is still fading in has less contrast than it will have.
  const root = element.shadowRoot ?? document;
  for (const animation of root.getAnimations()) {
    if (animation.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY) {
      animation.finish();
    }
  }
  await expect(element).to.be.accessible();
}
