/**
 * `npm run simulate -- [--peers N] [--churn SHARE] [--fanout N] [--seed N] [--scenario NAME]
 * [--policy NAME] [--leaves SHARE] [--graceful SHARE] [--seconds N] [--silence MS]
 * [--uplink fanout|classes] [--compare]
 * [--json] [--svg FILE]`
 *
 * Scenarios: steady, mass-leave, flash-crowd, star-outage. `--compare` also runs both baselines.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { drawReport } from './draw.js';
import {
  DEFAULTS,
  type Outcome,
  type Policy,
  type ScenarioName,
  type Settings,
  simulate,
} from './scenarios.js';

const SCENARIOS: readonly ScenarioName[] = ['steady', 'mass-leave', 'flash-crowd', 'star-outage'];
const UPLINKS = ['fanout', 'classes'] as const;
const POLICIES: readonly Policy[] = ['casto', 'cold', 'relay-list'];

const { values } = parseArgs({
  options: {
    peers: { type: 'string' },
    churn: { type: 'string' },
    fanout: { type: 'string' },
    leaves: { type: 'string' },
    graceful: { type: 'string' },
    seconds: { type: 'string' },
    silence: { type: 'string' },
    uplink: { type: 'string' },
    seed: { type: 'string' },
    scenario: { type: 'string' },
    policy: { type: 'string' },
    compare: { type: 'boolean' },
    json: { type: 'boolean' },
    svg: { type: 'string' },
  },
});

function number(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0) fail(`--${name} must be a number, not ${text}`);
  return value;
}

function oneOf<T extends string>(name: string, text: string | undefined, all: readonly T[]): T {
  const value = text ?? all[0]!;
  if (!all.includes(value as T)) fail(`--${name} must be one of ${all.join(', ')}, not ${value}`);
  return value as T;
}

function fail(reason: string): never {
  console.error(reason);
  process.exit(2);
}

const settings: Settings = {
  ...DEFAULTS,
  scenario: oneOf('scenario', values.scenario, SCENARIOS),
  policy: oneOf('policy', values.policy, POLICIES),
  peers: number('peers', values.peers, DEFAULTS.peers),
  churn: number('churn', values.churn, DEFAULTS.churn),
  fanout: number('fanout', values.fanout, DEFAULTS.fanout),
  leaves: number('leaves', values.leaves, DEFAULTS.leaves),
  graceful: number('graceful', values.graceful, DEFAULTS.graceful),
  seconds: number('seconds', values.seconds, DEFAULTS.seconds),
  uplink: oneOf('uplink', values.uplink, UPLINKS),
  silenceMs: values.silence === undefined ? null : number('silence', values.silence, 0),
  seed: number('seed', values.seed, DEFAULTS.seed),
};

const outcomes: Outcome[] = [];
for (const policy of values.compare ? POLICIES : [settings.policy]) {
  const outcome = simulate({ ...settings, policy }, (text) => {
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${policy}: ${text}`);
  });
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  outcomes.push(outcome);
}
if (values.svg) writeFileSync(values.svg, drawReport(outcomes));
if (values.json) console.log(JSON.stringify(values.compare ? outcomes : outcomes[0], null, 2));
else for (const outcome of outcomes) print(outcome);

function print(outcome: Outcome): void {
  const { settings: used, depth, joinMs, outageMs, latencyMs } = outcome;
  console.log(`${used.scenario}, ${used.policy}, ${outcome.peers} peers, seed ${used.seed}`);
  console.log(`  depth       median ${depth.median}  p99 ${depth.p99}  max ${depth.max}`);
  console.log(`  cycles ${outcome.cycles}, unattached ${outcome.unattached}`);
  console.log(`  join        median ${joinMs.median} ms  p95 ${joinMs.p95}  p99 ${joinMs.p99}`);
  console.log(`  outage      median ${outageMs.median} ms  p95 ${outageMs.p95}  (${outageMs.n})`);
  console.log(`  latency     median ${latencyMs.median} ms  p99 ${latencyMs.p99}`);
  console.log(`  delivered   ${(outcome.delivered * 100).toFixed(2)} % within 600 ms`);
  for (const { share, ms } of outcome.recovery ?? []) {
    console.log(`  ${(share * 100).toFixed(1)} % fed again after ${ms ?? 'more than 30 000'} ms`);
  }
  console.log(
    `  control     ${outcome.controlKbitPerPeer} kbit/s a peer, root at most ${outcome.rootPeakStreams} streams`,
  );
}
