/** Broadcaster, relay in a plain Chromium, child below it: for what becomes of a relay that nobody looks at. */
import { after, afterEach, before } from 'node:test';
import type { HarnessPage } from './browser.js';
import { launchPlainChromium, type PlainChromium, type PlainPage } from './plain-chromium.js';
import { createStage, playOn, type Stage, showsNewFrames, statsOf, waitForState } from './stage.js';
import { until } from './until.js';

export interface RelayLine {
  broadcaster: HarnessPage;
  relay: PlainPage;
  child: HarnessPage;
  relayId: string;
}

/** What the tests of one `describe` have; pages are closed after each. */
export interface RelayStage {
  readonly stage: Stage;
  readonly plain: PlainChromium;
  line(channel: string): Promise<RelayLine>;
  /** Its child has a warm standby. */
  lineWithStandby(channel: string): Promise<RelayLine>;
}

export function relayStage(): RelayStage {
  let stage: Stage;
  let plain: PlainChromium;
  let opened: HarnessPage[] = [];
  before(async () => {
    stage = await createStage();
    plain = await launchPlainChromium();
  });
  afterEach(async () => {
    for (const page of opened.reverse()) await page.close();
    opened = [];
  });
  after(async () => {
    await plain?.close();
    await stage?.close();
  });
  return {
    get stage() {
      return stage;
    },
    get plain() {
      return plain;
    },
    line: (channel) => relayLine(stage, plain, opened, channel),
    lineWithStandby: (channel) => relayLineWithStandby(stage, plain, opened, channel),
  };
}

/** The page goes into the back/forward cache. */
export async function goIntoCache(relay: PlainPage, { server }: Stage): Promise<void> {
  await relay.evaluate(() => {
    addEventListener('pageshow', ({ persisted }) => {
      (window as { cameBack?: boolean }).cameBack = persisted;
    });
  });
  await relay.goto(server.blank);
}

/** The page comes out of the back/forward cache, as it was, and plays again. */
export async function comeOutOfCache(relay: PlainPage, broadcaster: HarnessPage): Promise<void> {
  await relay.evaluate(() => {
    setTimeout(() => history.back());
  });
  await relay.waitFor(() => (window as { cameBack?: boolean }).cameBack === true, undefined, {
    message: 'the page out of the cache',
  });
  await waitForState(relay, 'playing');
  await showsNewFrames(relay, broadcaster, { timeoutMs: 30_000 });
}

/** @param opened gets every page, in order; whoever calls closes them */
async function relayLine(
  stage: Stage,
  plain: PlainChromium,
  opened: HarnessPage[],
  channel: string,
): Promise<RelayLine> {
  const broadcaster = await stage.broadcaster({ channel, maxChildren: 1 });
  opened.push(broadcaster);
  const relay = await plain.newPage();
  opened.push(relay);
  await relay.goto(stage.server.casto);
  await relay.show();
  await playOn(relay, { channel, maxChildren: 1 });
  const child = await stage.player({ channel, maxChildren: 1 });
  opened.push(child);
  const relayId = (await statsOf(relay)).peerId;
  await until(async () => (await statsOf(child)).parent?.peerId === relayId, {
    message: 'the child below the relay',
  });
  return { broadcaster, relay, child, relayId };
}

const TRIES = 3;

/**
 * A line whose child has a warm standby: the broadcaster has a second place. Built again where a stutter of a
 * busy machine has moved the child up before the test began: what shall be seen is what a child does that is
 * still below the relay.
 */
async function relayLineWithStandby(
  stage: Stage,
  plain: PlainChromium,
  opened: HarnessPage[],
  channel: string,
): Promise<RelayLine> {
  for (let attempt = 1; ; attempt++) {
    const made = await relayLine(stage, plain, opened, `${channel}-${attempt}`);
    await made.broadcaster.evaluate(() =>
      document.querySelector('casto-broadcast')?.setAttribute('max-children', '2'),
    );
    let placed = true;
    await until(
      async () => {
        const { parent, standby } = await statsOf(made.child);
        placed = parent?.peerId === made.relayId;
        return !placed || standby?.connected;
      },
      { message: 'a standby' },
    );
    if (placed || attempt === TRIES) return made;
    for (const page of opened.splice(0).reverse()) await page.close();
  }
}
