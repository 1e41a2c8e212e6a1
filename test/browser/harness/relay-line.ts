/** Broadcaster, relay in a plain Chromium, child below it: for what becomes of a relay that nobody looks at. */
import type { HarnessPage } from './browser.js';
import type { PlainChromium, PlainPage } from './plain-chromium.js';
import { playOn, type Stage, statsOf } from './stage.js';
import { until } from './until.js';

export interface RelayLine {
  broadcaster: HarnessPage;
  relay: PlainPage;
  child: HarnessPage;
  relayId: string;
}

/** @param opened gets every page, in order; whoever calls closes them */
export async function relayLine(
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
 * A line whose child has a warm standby: the broadcaster has a second place. Built anew where a stutter of a
 * busy machine has moved the child up before the test began: what shall be seen is what a child does that is
 * still below the relay.
 */
export async function relayLineWithStandby(
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
