/**
 * The pages of the lab: broadcaster → relay → two leaves, and beside them a plain connection on a line of
 * its own with the same settings at the same time.
 */
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { ParentSwitch } from '../../src/base/types.js';
import {
  type BadLine,
  COUNT_OPEN_THINGS,
  createBadLine,
  createStage,
  delay,
  type HarnessBrowser,
  type HarnessPage,
  type LineSettings,
  type Stage,
  sentBy,
  statsOf,
  waitForFrames,
} from '../../test/browser/harness/index.js';
import type { SoundSample } from '../../test/browser/harness/page/sample-sound.js';
import { distinct, type Seen, type Span } from './figures.js';
import type { Row } from './rows.js';

/** About what the first table was measured with: 580 kbit/s of picture. */
const PICTURE = { width: 640, height: 360, fps: 24, maxBitrate: 600 };
const SETTLE_MS = 4000;
const BEFORE_MS = 5000;
const AFTER_MS = 15_000;
/** A change of line is news for this long; what is judged begins after it. */
const ONSET_MS = 1000;
/** Frames on their way when a window closes arrive within this. */
const TAIL_MS = 1500;

export interface Watched {
  records: Seen[];
  sound: SoundSample[];
}

/** All that a row yields, before it is judged. */
export interface Recording {
  before: Span;
  onset: Span;
  during: Span;
  after: Span;
  plain: Watched;
  relay: Watched;
  leaves: Watched[];
  /** Numbers of the frames that were sent in `during`. */
  sent: { from: number; to: number };
  /** Changes of parent since the line turned bad, of all viewers. */
  switches: ParentSwitch[];
  /** kbit/s on a perfect line. */
  kbps: { casto: number; plain: number };
  /** kbit/s of the download beside each, where there is one. */
  download?: { casto: number; plain: number };
}

export interface Lab {
  run(row: Row, seconds: number): Promise<Recording>;
  close(): Promise<void>;
}

interface Machine {
  line: BadLine;
  browser: HarnessBrowser;
}

/** The tree is not what the row is about, even when it was built twice. */
export class Misplaced extends Error {}

/** Reads as fast as it can and forgets. */
const DOWNLOADER = `
  const { connect } = require('node:net');
  const [host, port] = process.argv.slice(1);
  connect(Number(port), host).on('data', () => {}).on('error', () => process.exit());
`;

/** Begins a TCP download to each machine; the end of it tells kbit/s. */
async function beginDownload(machine: Machine): Promise<() => number> {
  const sockets: Socket[] = [];
  const chunk = Buffer.alloc(64 * 1024);
  const server: Server = createServer((socket) => {
    sockets.push(socket);
    const fill = (): void => {
      while (!socket.destroyed && socket.write(chunk)) {
        // Until the kernel's buffer is full.
      }
    };
    socket.on('drain', fill).on('error', () => undefined);
    fill();
  });
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  const { port } = server.address() as AddressInfo;
  const reader = machine.line.script(DOWNLOADER, machine.line.host, String(port));
  const begun = performance.now();
  return () => {
    const bytes = sockets.reduce((sum, { bytesWritten }) => sum + bytesWritten, 0);
    for (const socket of sockets) socket.destroy();
    server.close();
    reader.kill('SIGKILL');
    return (bytes * 8) / (performance.now() - begun);
  };
}

async function openPlain(
  stage: Stage,
  row: Row,
  machine: Machine,
): Promise<{ sender: HarnessPage; receiver: HarnessPage }> {
  const page = async (host: HarnessBrowser | undefined): Promise<HarnessPage> => {
    const prepare = (opened: HarnessPage) => opened.onNewDocument(COUNT_OPEN_THINGS);
    return stage.page({ prepare, ...(host ? { host } : {}) });
  };
  const sends = row.behind === 'broadcaster' || row.plainSends !== undefined;
  const sender = await page(sends ? machine.browser : undefined);
  const receiver = await page(sends ? undefined : machine.browser);
  const offers = await sender.evaluate((options) => window.harness.plainConnection.offer(options), {
    ...PICTURE,
    kbps: PICTURE.maxBitrate,
    copies: row.plainSends ?? 1,
  });
  const answers = await receiver.evaluate(
    (given) => window.harness.plainConnection.answer(given),
    offers,
  );
  await sender.evaluate((given) => window.harness.plainConnection.accept(given), answers);
  await waitForFrames(receiver, 1);
  return { sender, receiver };
}

const listen = (page: HarnessPage): Promise<void> =>
  page.evaluate(() => {
    const video =
      document.querySelector('casto-player')?.videoElement ?? document.querySelector('video')!;
    window.harness.sound = window.harness.sampleSound(video);
  });

async function watched(page: HarnessPage): Promise<Watched> {
  const { records, sound } = await page.evaluate(() => ({
    records: (window.harness.frames?.records ?? []).map(
      ({ frame, presentedAtMs, latencyMs, width }) => ({ frame, presentedAtMs, latencyMs, width }),
    ),
    sound: window.harness.sound?.samples ?? [],
  }));
  return { records: distinct(records), sound };
}

interface Tree {
  broadcaster: HarnessPage;
  relay: HarnessPage;
  leaves: HarnessPage[];
}

/** Whoever is behind the line is the first of the machines, a second leaf the second. */
async function plant(
  stage: Stage,
  row: Row,
  machines: readonly Machine[],
  channel: string,
): Promise<Tree & { close(): Promise<void> }> {
  const pages: HarnessPage[] = [];
  const keep = async (opening: Promise<HarnessPage>): Promise<HarnessPage> => {
    const page = await opening;
    pages.push(page);
    return page;
  };
  const close = async (): Promise<void> => {
    for (const page of pages.splice(0).reverse()) await page.close().catch(() => undefined);
  };
  const at = (here: boolean, machine = 0) =>
    here && machines[machine] ? { host: machines[machine].browser } : {};
  const common = {
    channel,
    prepare: (page: HarnessPage) => page.onNewDocument(COUNT_OPEN_THINGS),
    ...(row.ways ? { ways: row.ways } : {}),
  };
  const browser = (name: Row['leafBrowser']) => (name ? { browser: name } : {});
  try {
    const broadcaster = await keep(
      stage.broadcaster({
        ...common,
        ...PICTURE,
        maxChildren: 1,
        ...at(row.behind === 'broadcaster'),
      }),
    );
    const relay = await keep(
      stage.player({
        ...common,
        maxChildren: 2,
        ...browser(row.relayBrowser),
        ...at(row.behind === 'relay'),
      }),
    );
    const leaves: HarnessPage[] = [];
    for (let i = 0; i < 2; i++) {
      const bad = row.behind === 'leaves' || (row.behind === 'leaf' && i === 0);
      leaves.push(
        await keep(
          stage.player({ ...common, relay: 'off', ...browser(row.leafBrowser), ...at(bad, i) }),
        ),
      );
    }
    await delay(SETTLE_MS);
    const depths = await Promise.all(
      [relay, ...leaves].map(async (page) => (await statsOf(page)).depth),
    );
    if (depths.join() !== '1,2,2')
      throw new Misplaced(`pages stand at depths ${depths.join(', ')}`);
    return { broadcaster, relay, leaves, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** @param machines how many are behind bad lines at once; one more is for the plain connection */
export async function createLab(machines: number): Promise<Lab> {
  const stage = await createStage();
  const all: Machine[] = [];
  const close = async (): Promise<void> => {
    for (const { line, browser } of all) {
      await browser.close();
      await line.close();
    }
    await stage.close();
  };
  try {
    for (let i = 0; i <= machines; i++) {
      const line = await createBadLine([stage.server.url, stage.star.url]);
      all.push({ line, browser: await line.launch() });
    }
  } catch (error) {
    await close();
    throw error;
  }
  const plainMachine = all.pop()!;
  all.unshift(plainMachine);
  const treeMachines = all.slice(1);
  const setAll = (settings: LineSettings): void => {
    for (const { line } of all) line.set(settings);
  };
  let channels = 0;

  const plantTwice = async (row: Row): ReturnType<typeof plant> => {
    const once = () => plant(stage, row, treeMachines, `lines-${channels++}`);
    try {
      return await once();
    } catch (error) {
      if (!(error instanceof Misplaced)) throw error;
      return once();
    }
  };

  return {
    close,
    async run(row, seconds) {
      setAll({});
      const tree = await plantTwice(row);
      const opened: HarnessPage[] = [];
      let downloads: (() => number)[] = [];
      try {
        const plain = await openPlain(stage, row, plainMachine);
        opened.push(plain.receiver, plain.sender);
        const { broadcaster, relay, leaves } = tree;
        const viewers = [relay, ...leaves];
        for (const page of [plain.receiver, ...leaves]) await listen(page);
        const plainBytes = (): Promise<number> =>
          plain.sender.evaluate(() => window.harness.plainConnection.bytesSent());
        // The plain encoder begins at 300 kbit/s and needs a moment to climb.
        await delay(SETTLE_MS);
        const [bytes, began] = [await plainBytes(), Date.now()];
        await statsOf(relay);
        await delay(BEFORE_MS);
        const badAt = Date.now();
        const kbps = {
          plain: ((await plainBytes()) - bytes) / ((badAt - began) / 8),
          casto: ((await statsOf(relay)).parent?.bitrate ?? Number.NaN) / 1000,
        };

        setAll(row.line);
        if (row.download) {
          downloads = await Promise.all([treeMachines[0]!, plainMachine].map(beginDownload));
        }
        const lastsMs = row.lastsMs ?? seconds * 1000;
        const steps = (row.steps ?? []).filter(({ atMs }) => atMs < lastsMs);
        const wait = (untilMs: number): Promise<void> =>
          delay(Math.max(0, badAt + untilMs - Date.now()));
        let from = Number.NaN;
        for (const step of [{ atMs: ONSET_MS }, ...steps, { atMs: lastsMs }].sort(
          (a, b) => a.atMs - b.atMs,
        )) {
          await wait(step.atMs);
          if ('line' in step) setAll(step.line);
          else if (Number.isNaN(from)) from = await sentBy(broadcaster);
        }
        const [casto, beside] = downloads.splice(0).map((end) => end());
        setAll({});
        const goodAt = Date.now();
        const to = await sentBy(broadcaster);
        await wait(goodAt - badAt + AFTER_MS + TAIL_MS);

        const stats = await Promise.all(viewers.map((page) => statsOf(page)));
        return {
          before: { from: badAt - BEFORE_MS, to: badAt },
          onset: { from: badAt, to: badAt + ONSET_MS },
          during: { from: badAt + ONSET_MS, to: goodAt },
          after: { from: goodAt, to: goodAt + AFTER_MS },
          plain: await watched(plain.receiver),
          relay: await watched(relay),
          leaves: await Promise.all(leaves.map(watched)),
          sent: { from, to },
          switches: stats.flatMap(({ switches }) => switches.filter(({ at }) => at >= badAt)),
          kbps,
          ...(casto !== undefined && beside !== undefined
            ? { download: { casto, plain: beside } }
            : {}),
        };
      } finally {
        for (const end of downloads) end();
        setAll({});
        for (const page of opened) await page.close().catch(() => undefined);
        await tree.close();
      }
    },
  };
}
