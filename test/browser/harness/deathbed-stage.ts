/** A stage on which families lose a page, for the tests of one `describe`. */
import { after, afterEach, before, type TestContext } from 'node:test';
import type { HarnessBrowser } from './browser.js';
import { DEATHS, survives } from './deaths.js';
import { buildFamily, type Family, type FamilyOptions, unlessMisplaced } from './family.js';
import { createNarrowLine, type NarrowLine, noNarrowLine } from './narrow-line.js';
import { createStage, type Stage } from './stage.js';

export interface DeathbedStage {
  readonly stage: Stage;
  /** For the options of a test with a silent death: why there is none here, or false. */
  readonly skipSilent: string | false;
  /** A family that is closed after the test; null, and the test skipped, where the tree does not hold still. */
  grows(test: TestContext, options: FamilyOptions): Promise<Family | null>;
  /** Grows a family, whose victim dies, and everybody below plays on. */
  dies(test: TestContext, how: keyof typeof DEATHS, options: FamilyOptions): Promise<Family | null>;
}

export function deathbedStage(): DeathbedStage {
  const skipSilent = noNarrowLine() ?? false;
  let stage: Stage;
  let line: NarrowLine | null = null;
  let behind: HarnessBrowser | null = null;
  let family: Family | null = null;
  before(async () => {
    stage = await createStage();
    if (!skipSilent) line = await createNarrowLine([stage.server.url, stage.star.url]);
  });
  afterEach(async () => {
    line?.silence(false);
    await family?.close();
    family = null;
    await behind?.close();
    behind = null;
  });
  after(async () => {
    await line?.close();
    await stage?.close();
  });

  /** The test is skipped on a machine too busy for the tree to hold still. */
  const still = <T>(test: TestContext, work: () => Promise<T>): Promise<T | null> =>
    unlessMisplaced(work, (why) => test.skip(`too busy a machine: ${why}`));
  const grow = async (options: FamilyOptions): Promise<Family> => {
    family = await buildFamily(stage, options);
    return family;
  };
  return {
    get stage() {
      return stage;
    },
    skipSilent,
    grows: (test, options) => still(test, () => grow(options)),
    async dies(test, how, options) {
      if (how === 'silent') behind = (await line?.launch()) ?? null;
      return still(test, async () => {
        const grown = await grow({ ...options, ...(behind ? { host: behind } : {}) });
        await survives(test, DEATHS[how], { family: grown, line });
        return grown;
      });
    },
  };
}
