/** The lines that the lab of bad lines tries. Data only. */

import type { RelayWay } from '../../src/base/types.js';
import type { LineSettings } from '../../test/browser/harness/bad-line.js';
import type { BrowserName } from '../../test/browser/harness/browser.js';

/** Which page is behind the bad line: one leaf, both, the relay, or the broadcaster. */
export type Behind = 'leaf' | 'leaves' | 'relay' | 'broadcaster';

export interface Row {
  name: string;
  /** One line. */
  about: string;
  behind: Behind;
  /** While the line is bad; before and after it is perfect. */
  line: LineSettings;
  /** Instead: further settings by the time since it turned bad, ms. The line is then bad for `lastsMs`. */
  steps?: { atMs: number; line: LineSettings }[];
  lastsMs?: number;
  /** How all pages relay; by default as the engine chooses. */
  ways?: RelayWay[];
  relayBrowser?: BrowserName;
  leafBrowser?: BrowserName;
  /** A TCP download runs beside it, as fast as it can. */
  download?: boolean;
  /** The plain connection's sender is behind the line, with this many connections. Default: its receiver, 1. */
  plainSends?: number;
}

const MINUTE = 60_000;
const STEP_MS = 500;

/** kbit/s from `most` down to `least` and back within a minute. */
function ramp(most: number, least: number): NonNullable<Row['steps']> {
  return Array.from({ length: MINUTE / STEP_MS }, (_, i) => {
    const atMs = i * STEP_MS;
    const part = Math.abs(atMs - MINUTE / 2) / (MINUTE / 2);
    return { atMs, line: { down: { kbps: Math.round(least + (most - least) * part), queue: 60 } } };
  });
}

const THIN = { kbps: 350, queue: 40 };
const LOSS_2 = { down: { delayMs: 20, loss: 0.02 }, up: { delayMs: 20 } };

export const rows: readonly Row[] = [
  { name: 'perfect', about: 'nothing happens', behind: 'leaf', line: {} },
  {
    name: 'leaf-loss1',
    about: 'leaf: 20 ms, 1 % lost towards it',
    behind: 'leaf',
    line: { down: { delayMs: 20, loss: 0.01 }, up: { delayMs: 20 } },
  },
  {
    name: 'leaf-loss2',
    about: 'leaf: 20 ms, 2 % lost towards it',
    behind: 'leaf',
    line: LOSS_2,
  },
  {
    name: 'leaf-loss5',
    about: 'leaf: 30 ± 10 ms, 5 % lost in bursts of 3',
    behind: 'leaf',
    line: {
      down: { delayMs: 20, jitterMs: 20, lossInBursts: { part: 0.05, packets: 3 } },
      up: { delayMs: 20, jitterMs: 20 },
    },
  },
  {
    name: 'leaf-loss10',
    about: 'leaf: 20 ms, 10 % lost towards it',
    behind: 'leaf',
    line: { down: { delayMs: 20, loss: 0.1 }, up: { delayMs: 20 } },
  },
  {
    name: 'leaf-thin',
    about: 'leaf: 350 kbit/s, queue of 40',
    behind: 'leaf',
    line: { down: { ...THIN, delayMs: 20 }, up: { delayMs: 20 } },
  },
  {
    name: 'leaf-lte',
    about: 'leaf like LTE: 35 + 0…30 ms, 1 %, 3 Mbit/s',
    behind: 'leaf',
    line: {
      down: { delayMs: 35, jitterMs: 30, loss: 0.01, kbps: 3000, queue: 100 },
      up: { delayMs: 35, jitterMs: 30 },
    },
  },
  {
    name: 'leaf-bloat',
    about: 'leaf: 450 kbit/s, queue of 600 (bufferbloat)',
    behind: 'leaf',
    line: { down: { kbps: 450, queue: 600, delayMs: 20 }, up: { delayMs: 20 } },
  },
  {
    name: 'leaf-wifi',
    about: 'leaf like Wi-Fi: 5 + 0…10 ms, nothing for 80 ms, with 2 s between in the mean',
    behind: 'leaf',
    line: {
      down: { delayMs: 5, jitterMs: 10, outages: { everyMs: 2000, lastsMs: 80 } },
      up: { delayMs: 5, jitterMs: 10 },
    },
  },
  {
    name: 'leaf-satellite',
    about: 'leaf: 300 ms each way',
    behind: 'leaf',
    line: { down: { delayMs: 300 }, up: { delayMs: 300 } },
  },
  {
    name: 'leaf-ramp',
    about: 'leaf: 3 → 0.3 → 3 Mbit/s in a minute, queue of 60',
    behind: 'leaf',
    line: {},
    steps: ramp(3000, 300),
    lastsMs: MINUTE,
  },
  {
    name: 'leaf-download',
    about: 'leaf: 3 Mbit/s, queue of 100, a TCP download beside it',
    behind: 'leaf',
    line: { down: { kbps: 3000, queue: 100, delayMs: 20 }, up: { delayMs: 20 } },
    download: true,
  },
  {
    name: 'leaves-thin',
    about: 'both leaves of the relay: 350 kbit/s, queue of 40',
    behind: 'leaves',
    line: { down: { ...THIN, delayMs: 20 }, up: { delayMs: 20 } },
  },
  {
    name: 'broadcaster-thin-up',
    about: 'upload of the broadcaster: 350 kbit/s, queue of 40',
    behind: 'broadcaster',
    line: { up: { ...THIN, delayMs: 20 }, down: { delayMs: 20 } },
  },
  {
    name: 'broadcaster-far',
    about: 'broadcaster 40 ms farther, each way',
    behind: 'broadcaster',
    line: { up: { delayMs: 40 }, down: { delayMs: 40 } },
  },
  {
    name: 'relay-loss3',
    about: 'relay: 3 % lost towards it',
    behind: 'relay',
    line: { down: { delayMs: 10, loss: 0.03 }, up: { delayMs: 10 } },
  },
  {
    name: 'relay-thin-up',
    about: 'upload of the relay: 800 kbit/s for two children, queue of 40',
    behind: 'relay',
    line: { up: { kbps: 800, queue: 40, delayMs: 10 }, down: { delayMs: 10 } },
    plainSends: 2,
  },
  {
    name: 'carry-loss2',
    about: 'all pages carry; leaf: 20 ms, 2 % lost towards it',
    behind: 'leaf',
    line: LOSS_2,
    ways: ['carry'],
  },
  {
    name: 'carry-thin',
    about: 'all pages carry; leaf: 350 kbit/s, queue of 40',
    behind: 'leaf',
    line: { down: { ...THIN, delayMs: 20 }, up: { delayMs: 20 } },
    ways: ['carry'],
  },
  {
    name: 'firefox-relay-loss2',
    about: 'the relay is Firefox; leaf: 20 ms, 2 % lost towards it',
    behind: 'leaf',
    line: LOSS_2,
    relayBrowser: 'firefox',
  },
  {
    name: 'firefox-relay-thin',
    about: 'the relay is Firefox; leaf: 350 kbit/s, queue of 40',
    behind: 'leaf',
    line: { down: { ...THIN, delayMs: 20 }, up: { delayMs: 20 } },
    relayBrowser: 'firefox',
  },
  {
    name: 'firefox-leaves-loss2',
    about: 'the leaves are Firefox; 20 ms, 2 % lost on the way out of the relay',
    behind: 'relay',
    line: { up: { delayMs: 20, loss: 0.02 }, down: { delayMs: 20 } },
    leafBrowser: 'firefox',
    plainSends: 1,
  },
];
