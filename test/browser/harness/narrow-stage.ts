/** A stage with a machine behind a narrow line, for the tests of one `describe`. */
import { after, afterEach, before, beforeEach } from 'node:test';
import type { HarnessBrowser, HarnessPage } from './browser.js';
import { createNarrowLine, type NarrowLine, noNarrowLine } from './narrow-line.js';
import { createStage, type Stage } from './stage.js';

export interface NarrowStage {
  /** For the tests' options: why there is no line here, or false. */
  readonly skip: string | false;
  /** As wide as the computer is fast at the beginning of each test. */
  readonly line: NarrowLine;
  /** A browser behind the line, another one for each test: what one keeps open for later goes with it. */
  readonly behind: HarnessBrowser;
  /** Pages that are closed after each test, the last one first. */
  page: Stage['page'];
  broadcaster: Stage['broadcaster'];
  player: Stage['player'];
}

export function narrowStage(): NarrowStage {
  const skip = noNarrowLine() ?? false;
  let stage: Stage;
  let line: NarrowLine;
  let behind: HarnessBrowser;
  let opened: HarnessPage[] = [];
  const kept = async (opening: Promise<HarnessPage>): Promise<HarnessPage> => {
    const page = await opening;
    opened.push(page);
    return page;
  };
  before(async () => {
    if (skip) return;
    stage = await createStage();
    line = await createNarrowLine([stage.server.url, stage.star.url]);
  });
  beforeEach(async () => {
    if (!skip) behind = await line.launch();
  });
  afterEach(async () => {
    line?.limitDown(null);
    line?.limitUp(null);
    for (const page of opened.reverse()) await page.close();
    opened = [];
    await behind?.close();
  });
  after(async () => {
    await line?.close();
    await stage?.close();
  });
  return {
    skip,
    get line() {
      return line;
    },
    get behind() {
      return behind;
    },
    page: (given) => kept(stage.page(given)),
    broadcaster: (given) => kept(stage.broadcaster(given)),
    player: (given) => kept(stage.player(given)),
  };
}
