/** The main job: a live broadcast seen, moving and audible, four hops away. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { RelayWay } from '../../src/base/types.js';
import {
  buildChain,
  type Chain,
  createStage,
  framesOf,
  heardOn,
  listenOn,
  type Stage,
  sentBy,
  statsOf,
  until,
  waitForFrame,
  waitForFrames,
} from './harness/index.js';

const DEPTH = 4;

/** Waits until the source has made this many more frames; returns the numbers of that window. */
async function frameWindow(
  { broadcaster }: Chain,
  count: number,
): Promise<{ fromFrame: number; toFrame: number }> {
  const fromFrame = await sentBy(broadcaster);
  const toFrame = fromFrame + count;
  await until(async () => (await sentBy(broadcaster)) >= toFrame, {
    message: `${count} frames of the source`,
  });
  return { fromFrame, toFrame };
}

/** Waits until every node has had the chance to show the last frame of a window. */
async function shownUpTo({ players }: Chain, frame: number): Promise<void> {
  for (const player of players) {
    await waitForFrame(player, frame);
  }
}

/**
 * Hops of each way's chain. Forwarding is what a browser does by itself wherever it can; the others
 * cost an encoder a hop, and two cores do not run four of those and five pages in time.
 */
const HOPS: Record<RelayWay, number> = { forward: DEPTH, carry: 2, transcode: 2 };

/** Frames a second: five pages at 30 are more than two cores without a GPU do in time. The bench has 30. */
const FPS = 15;
/** How many are looked at: those of three seconds. */
const FRAMES = 3 * FPS;

let stage: Stage;
before(async () => {
  stage = await createStage();
});
after(() => stage?.close());

for (const way of ['forward', 'carry', 'transcode'] satisfies RelayWay[]) {
  const hops = HOPS[way];
  describe(`a chain of ${hops} hops, ${way}`, () => {
    const channel = `chain-${way}`;
    let chain: Chain;

    before(async () => {
      chain = await buildChain(stage, hops, { channel, ways: [way], fps: FPS });
      // Beeps come once a second: they are collected while the pictures are looked at.
      await Promise.all([chain.players[0]!, chain.players.at(-1)!].map(listenOn));
    });
    after(async () => {
      // Leaves first: nobody has to find another parent on the way.
      for (const page of chain ? [chain.broadcaster, ...chain.players].reverse() : []) {
        await page.close();
      }
    });

    it('gives every node its place and says how its edge works', async () => {
      const root = await statsOf(chain.broadcaster);
      assert.equal(root.role, 'broadcaster');
      assert.equal(root.depth, 0);
      const path = [root.peerId];
      for (const [i, player] of chain.players.entries()) {
        const stats = await statsOf(player);
        path.push(stats.peerId);
        assert.equal(stats.depth, i + 1);
        assert.deepEqual(stats.path, path);
        assert.equal(stats.parent?.way, i === 0 ? 'source' : way);
        assert.equal(stats.parent.peerId, path.at(-2));
        assert.equal(stats.role, i < hops - 1 ? 'relay' : 'viewer');
        const below = i < hops - 1 ? [(await statsOf(chain.players[i + 1]!)).peerId] : [];
        // One that was out of frames for a moment has perhaps asked here as well, and is about to leave again.
        await until(
          async () =>
            (await statsOf(player)).children.map(({ peerId }) => peerId).join() === below.join(),
          { message: async () => `${below}: ${JSON.stringify((await statsOf(player)).children)}` },
        );
      }
    });

    it('shows the frames of the source at every node, in order, with little delay', async (test) => {
      // The jitter buffers of pages that have just begun are worked off.
      await shownUpTo(chain, (await sentBy(chain.broadcaster)) + 2 * FPS);
      const before = await Promise.all(chain.players.map(statsOf));
      const range = await frameWindow(chain, FRAMES);
      await shownUpTo(chain, range.toFrame);
      const after = await Promise.all(chain.players.map(statsOf));
      for (const [i, player] of chain.players.entries()) {
        const shown = await framesOf(player, range);
        const decoded = after[i]!.video.framesDecoded - before[i]!.video.framesDecoded;
        test.diagnostic(`depth ${i + 1}: ${decoded} decoded, ${JSON.stringify(shown)}`);
        // Re-encoding four times on a busy machine may lose frames; forwarding may not. How many of
        // the decoded ones a page also gets to read back is up to the machine: it has no GPU.
        const least = way === 'transcode' ? 0.3 : 0.9;
        assert.ok(decoded >= FRAMES * least, `depth ${i + 1}: ${decoded} of ${FRAMES} frames`);
        assert.ok(
          shown.frames >= FRAMES * 0.25,
          `depth ${i + 1}: ${shown.frames} read of ${FRAMES} frames`,
        );
        // Now and then the page is told twice of a frame that it is late with.
        assert.ok(shown.duplicates <= 3, `${shown.duplicates} frames shown twice`);
        assert.ok(shown.latency && shown.latency.median > 0 && shown.latency.median < 1000);
        assert.equal(shown.width, 640);
      }
    });

    it('tells the latency that is seen', async (test) => {
      // Transcoding loses the marks that exact latency comes from.
      if (way === 'transcode') {
        for (const player of chain.players.slice(1)) {
          assert.equal((await statsOf(player)).latencyMs, 0);
        }
        return;
      }
      for (const player of chain.players) {
        // What is told is smoothed over the last seconds, so it is late after a hitch.
        let told = '';
        await until(
          async () => {
            const { latencyMs } = await statsOf(player);
            const { latency } = await framesOf(player, { sinceMs: Date.now() - 3000 });
            told = `says ${latencyMs} ms, seen ${latency?.median} ms`;
            return Math.abs(latencyMs - (latency?.median ?? 0)) < 60;
          },
          { message: async () => told },
        );
        test.diagnostic(told);
      }
    });

    it('carries the sound, in step with the picture', async (test) => {
      const [first, last] = [chain.players[0]!, chain.players.at(-1)!];
      for (const player of [first, last]) {
        await until(async () => (await heardOn(player)).beeps >= 5, {
          message: async () => `five beeps: ${JSON.stringify(await heardOn(player))}`,
        });
        // Now and then the reading falls into a beep.
        await until(async () => Math.abs((await heardOn(player)).frequencyHz - 440) < 15, {
          message: async () => `440 Hz: ${JSON.stringify(await heardOn(player))}`,
        });
      }
      // Transcoding shows too few of the flashes to judge by.
      if (way === 'transcode') return;
      // Sound is buffered against the jitter of a machine that has just opened five pages, and the buffers
      // shrink slowly: both ends are looked at over the same five seconds. Flashes may be missed as well.
      // The page that was opened first has buffered most (45 to 89 ms after the picture in six runs, the last page
      // 18 to 63). What the way may not do is to add to it, nor bring sound to where its being early is noticed
      // (45 ms, ITU-R BT.1359).
      let offsets: (number | null)[] = [];
      await until(
        async () => {
          const span = { fps: FPS, sinceMs: Date.now() - 5000 };
          const heard = await Promise.all([first, last].map((player) => heardOn(player, span)));
          offsets = heard.map(({ avOffsetMs }) => avOffsetMs);
          const [one, end] = offsets;
          return one != null && end != null && end - one <= 60 && end >= -45;
        },
        { message: () => `in step: ${offsets} ms` },
      );
      test.diagnostic(`sound after picture: ${offsets.join(' and ')} ms`);
    });

    it('counts its viewers at every node', async () => {
      for (const page of [chain.broadcaster, ...chain.players]) {
        await until(async () => (await statsOf(page)).viewers === hops, {
          message: async () => `${hops} viewers: ${(await statsOf(page)).viewers}`,
        });
      }
    });

    // How one comes in is the same by every way.
    if (way !== 'forward') return;

    it('lets a latecomer in at the end', async () => {
      const switchesOf = async (): Promise<number[]> =>
        (await Promise.all(chain.players.map(statsOf))).map(({ switches }) => switches.length);
      const before = await switchesOf();
      const late = await stage.player({ channel, ways: [way], maxChildren: 1 });
      const stats = await statsOf(late);
      const depths = async (): Promise<number[]> =>
        (await Promise.all([...chain.players, late].map(statsOf))).map(({ depth }) => depth);
      const still = stats.switches.length === 1 && `${await switchesOf()}` === `${before}`;
      if (still) assert.equal(stats.depth, hops + 1, `depths ${await depths()}`);
      // On a busy machine frames are late and pages change places, as they should. Each feeds one
      // page, so they stand in one line anyway.
      const line = [...before, 0].map((_, i) => i + 1);
      await until(async () => `${(await depths()).sort()}` === `${line}`, {
        message: async () => `one line: ${await depths()}`,
      });
      assert.ok(stats.joinMs > 0);
      await waitForFrames(late, FPS);
      // It is shown the live picture, not the past.
      const { lastFrame } = await framesOf(late);
      const sent = await sentBy(chain.broadcaster);
      assert.ok(lastFrame !== null && sent - lastFrame < 60, `frame ${lastFrame} of ${sent}`);
      await late.close();
    });
  });
}
