/**
 * Measures CASTO in real pages.
 *
 *   npm run bench -- chain|fanout|join|failover|standby|bandwidth|mixed|lines|soak [--json] [--runs 3]
 *                    [--seconds 10] [--trials 5] [--depth 5] [--fps 30] [--children 8] [--video-only]
 *                    [--minutes 30] [--rows leaf-thin,relay-loss3]
 *
 * Needs `npm run build` first. Prints median, p95 and range of each figure over all runs, and
 * whether the bars are met; with `--json` one JSON object a scenario, progress on stderr. A bar
 * that is missed does not fail the command: the figures are the result. A scenario that this machine
 * cannot run says why, and the command ends with 1.
 */
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { launch } from '../test/browser/harness/index.js';
import type { Asked, Bar, Measured, Scenario } from './scenario.js';
import { bandwidth } from './scenarios/bandwidth.js';
import { chain } from './scenarios/chain.js';
import { failover } from './scenarios/failover.js';
import { fanout } from './scenarios/fanout.js';
import { join } from './scenarios/join.js';
import { lines } from './scenarios/lines.js';
import { mixed } from './scenarios/mixed.js';
import { soak } from './scenarios/soak.js';
import { standby } from './scenarios/standby.js';
import { type Statistics, statistics } from './statistics.js';

const scenarios: Record<string, Scenario> = {
  chain,
  fanout,
  join,
  failover,
  standby,
  bandwidth,
  mixed,
  lines,
  soak,
};

interface Report {
  scenario: string;
  about: string;
  date: string;
  /** What was asked for, as it stood on the command line. */
  command: string;
  machine: { cpus: number; model: string; memoryGB: number; node: string; browser: string };
  runs: number;
  figures: Record<string, Statistics>;
  bars: (Bar & { value: number; met: boolean })[];
  /** What was measured, run by run. */
  raw: Measured[];
}

function judge(bar: Bar, figures: Record<string, Statistics>): Report['bars'][number] {
  const value = figures[bar.figure]?.[bar.of] ?? Number.NaN;
  return { ...bar, value, met: bar.is === 'at most' ? value <= bar.bar : value >= bar.bar };
}

async function machine(): Promise<Report['machine']> {
  const browser = await launch();
  const { version } = browser;
  await browser.close();
  return {
    cpus: cpus().length,
    model: cpus()[0]?.model ?? '',
    memoryGB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    browser: `Chromium ${version}`,
  };
}

const round = (value: number): string =>
  Number.isFinite(value)
    ? String(Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3)))
    : '–';

function print(report: Report): void {
  console.log(`\n${report.scenario}: ${report.about}`);
  console.log(`${report.machine.browser}, ${report.machine.cpus} cores, ${report.runs} runs\n`);
  for (const [figure, { median, p95, min, max, n }] of Object.entries(report.figures)) {
    console.log(
      `  ${figure.padEnd(58)} median ${round(median)}  p95 ${round(p95)}  (${round(min)} – ${round(max)}, n ${n})`,
    );
  }
  console.log('');
  for (const { figure, of, bar, is, value, met } of report.bars) {
    console.log(`  ${met ? '✔' : '✖'} ${figure}: ${of} ${round(value)}, bar ${is} ${bar}`);
  }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    runs: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '10' },
    trials: { type: 'string', default: '5' },
    depth: { type: 'string', default: '5' },
    fps: { type: 'string', default: '30' },
    children: { type: 'string', default: '8' },
    'video-only': { type: 'boolean', default: false },
    minutes: { type: 'string', default: '30' },
    rows: { type: 'string', default: '' },
  },
});

const unknown = positionals.filter((name) => !(name in scenarios));
if (positionals.length === 0 || unknown.length > 0) {
  console.error(`Name one or more of: ${Object.keys(scenarios).join(', ')}`);
  process.exit(2);
}

const options: Asked = {
  depth: Number(values.depth),
  fps: Number(values.fps),
  children: Number(values.children),
  videoOnly: values['video-only'],
  seconds: Number(values.seconds),
  trials: Number(values.trials),
  minutes: Number(values.minutes),
  rows: values.rows.split(',').filter(Boolean),
};

const able = positionals.filter((name) => {
  const why = scenarios[name]!.refused?.(options);
  if (!why) return true;
  console.error(`${name}: not measured, ${why}`);
  process.exitCode = 1;
  return false;
});
const host = able.length > 0 ? await machine() : null;
for (const name of host ? able : []) {
  const scenario = scenarios[name]!;
  const raw: Measured[] = [];
  // Half an hour three times over tells no more than once.
  const runs = name === 'soak' ? 1 : Number(values.runs);
  for (let run = 0; run < runs; run++) {
    raw.push(
      await scenario.run({
        ...options,
        progress: (text) => console.error(`${name}, run ${run + 1}/${runs}: ${text}`),
      }),
    );
  }
  const names = [...new Set(raw.flatMap((measured) => Object.keys(measured)))];
  const figures = Object.fromEntries(
    names.map((figure) => [figure, statistics(raw.flatMap((measured) => measured[figure] ?? []))]),
  );
  const bars = typeof scenario.bars === 'function' ? scenario.bars(options) : scenario.bars;
  const report: Report = {
    scenario: name,
    about: scenario.about,
    date: new Date().toISOString(),
    machine: host!,
    command: process.argv.slice(2).join(' '),
    runs: raw.length,
    figures,
    bars: bars.map((bar) => judge(bar, figures)),
    raw,
  };
  if (values.json) console.log(JSON.stringify(report, null, 2));
  else print(report);
}
