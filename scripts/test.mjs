/**
 * `npm test`: installs what is missing, builds, runs every suite, and ends with the seconds of each and
 * one line `N passed, N failed, N skipped` over all of them; exit code 1 when anything failed.
 *
 *   npm test -- [suite…]      check, unit, simulation, element, browser; all when none is named
 *   npm run test:nightly      the suite `nightly`: what takes too long for every change
 *
 * In two lanes at first: what does not look at the clock runs beside one another. Then, one file at a
 * time, the browser tests that want the machine for themselves; what only computes has what they leave of it.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative, sep } from 'node:path';
import { findTestChromium } from './find-browser.mjs';
import { ensurePackages, ensureTestTools, root } from './install.mjs';
import { execute } from './testing/execute.mjs';
import { Report, tapFigures } from './testing/report.mjs';

const tool = (path) => join(root, 'node_modules', path);
const scratch = mkdtempSync(join(tmpdir(), 'casto-test-'));
const report = new Report();
const began = performance.now();

/** Longer than the longest file of browser tests takes on two slow and busy cores. */
const BROWSER_FILE_MS = 5 * 60_000;
const NIGHTLY_FILE_MS = 20 * 60_000;

/** Tests that wait on timers more than they work: four files at once keep two cores busy. */
const UNIT_FILES_AT_ONCE = 4;
/** Unit tests that wait for nothing, by the beginning of their names: however slowly they run, they pass. */
const COMPUTING = [
  'base/',
  'docs/types',
  'i18n/',
  'media/',
  'overlay/',
  'session/entry-points',
  'tooling/bundle',
  'tooling/package',
];

/**
 * Browser tests of what is shown and said, not of how fast: they do not mind company. None of them has a bound in
 * real time, but for those of waiting. None of them makes network interfaces: a Chromium beside it breaks off what it
 * loads (ERR_NETWORK_CHANGED).
 */
const SOCIABLE = new Set([
  'abilities',
  'csp',
  'embed',
  'flow',
  'frameworks',
  'held-picture',
  'lazy',
  'rotated',
  'same-page',
  'source',
  'star-loss',
  'started',
  'stereo',
  'tree-loss',
]);

/** Tests of what the browser does around a page: tabs in the background, networks that come and go. */
const WHOLE_BROWSER = new Set(['page-life', 'page-life-background', 'page-life-network']);

/**
 * One command that passes or fails as a whole.
 * @param {{ early?: boolean, idle?: boolean }} [when] early: it reads nothing that rollup makes; idle: see execute()
 */
const step = (name, args, { early = false, idle = false } = {}) => ({
  name,
  early,
  async run(write) {
    const { code } = await execute(args, { write, idle });
    return { code, passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
  },
});

/** Compiled tests of the sources that exist now: a deleted test's old output is not run. */
function compiled(folder) {
  const source = join(root, 'test', folder);
  if (!existsSync(source)) return [];
  return readdirSync(source, { recursive: true })
    .filter((name) => name.endsWith('.test.ts'))
    .sort()
    .map((name) => join(root, 'build/test', folder, name.replace(/\.ts$/, '.js')));
}

let taps = 0;
const nodeTests = (name, files, { atOnce = 1, mostMs, env, idle } = {}) => ({
  name,
  async run(write) {
    const tap = join(scratch, `${++taps}.tap`);
    const { code, late, text } = await execute(
      [
        '--test',
        `--test-concurrency=${atOnce}`,
        '--test-reporter=spec',
        '--test-reporter-destination=stdout',
        '--test-reporter=tap',
        `--test-reporter-destination=${tap}`,
        ...files,
      ],
      { mostMs, env, idle, write },
    );
    if (late) write(`✖ ${name}: has not ended after ${mostMs / 60_000} minutes\n`);
    const figures = tapFigures(existsSync(tap) ? readFileSync(tap, 'utf8') : '');
    return { code, ...figures, told: text.split('✖ failing tests:\n')[1]?.trim() };
  },
});

const elementTests = {
  name: 'element tests',
  early: true,
  async run(write) {
    const { code, text } = await execute([tool('@web/test-runner/dist/bin.js')], { write });
    const [, passed, failed, skipped] =
      [...text.matchAll(/(\d+) passed, (\d+) failed(?:, (\d+) skipped)?/g)].at(-1) ?? [];
    const told = failed === '0' ? undefined : text.split('\n').slice(-80).join('\n');
    return {
      code,
      passed: Number(passed ?? 0),
      failed: Number(failed ?? 0),
      skipped: Number(skipped ?? 0),
      told: code === 0 ? undefined : told,
    };
  },
};

/** One file at a time: one that hangs costs only itself. */
const browserTests = (folder, mostMs, envOf = () => ({})) =>
  compiled(folder).map((file) => {
    const name = basename(file, '.test.js');
    const options = { mostMs, env: envOf(name) };
    return { short: name, ...nodeTests(`${folder}: ${name}`, [file], options) };
  });

/** By suite: the parts that may run beside others, those that run alone, after them, and those in the gaps of these. */
const suites = {
  check: () => ({
    beside: [
      step('lint and format', [tool('@biomejs/biome/bin/biome'), 'check'], { early: true }),
      step('no duplicate packages', ['scripts/duplicates.mjs'], { early: true }),
      step('lock file', ['scripts/complete-lock.mjs'], { early: true }),
      step('size', ['scripts/size.mjs']),
    ],
    gaps: [
      ['npm package', ['scripts/check-package.mjs']],
      ['custom-elements.json', ['scripts/manifest.mjs', '--check']],
      ['framework types', [tool('typescript/bin/tsc'), '-p', 'test/types']],
      ['types in Solid', [tool('typescript/bin/tsc'), '-p', 'test/types/solid']],
      ['types of a star in Node', [tool('typescript/bin/tsc'), '-p', 'test/types/star']],
    ].map(([name, args]) => step(name, args, { idle: true })),
  }),
  unit() {
    const files = compiled('unit');
    const nameOf = (file) => relative(join(root, 'build/test/unit'), file).replaceAll(sep, '/');
    const computes = (file) => COMPUTING.some((start) => nameOf(file).startsWith(start));
    const waiting = files.filter((file) => !computes(file));
    return {
      beside: [nodeTests('unit tests', waiting, { atOnce: UNIT_FILES_AT_ONCE })],
      gaps: [
        nodeTests('unit tests that compute', files.filter(computes), { atOnce: 2, idle: true }),
      ],
    };
  },
  simulation() {
    const script = join(root, 'build/test/simulation/simulate.js');
    return {
      gaps: [
        nodeTests('simulation tests', compiled('simulation'), { idle: true }),
        step('simulation of 300 peers', [script, '--peers', '300', '--seed', '1', '--json'], {
          idle: true,
        }),
      ],
    };
  },
  element: () => ({ beside: [elementTests] }),
  browser() {
    const shell = { CHROME_PATH: findTestChromium() ?? '' };
    const all = browserTests('browser', BROWSER_FILE_MS, (name) =>
      WHOLE_BROWSER.has(name) ? {} : shell,
    );
    return {
      beside: all.filter(({ short }) => SOCIABLE.has(short)),
      alone: all.filter(({ short }) => !SOCIABLE.has(short)),
    };
  },
  nightly: () => ({ alone: browserTests('nightly', NIGHTLY_FILE_MS) }),
};
const ORDINARY = Object.keys(suites).filter((name) => name !== 'nightly');

/** @returns whether it is good */
async function runPart({ name, run }, write) {
  write(`\n▶ ${name}\n`);
  const at = performance.now();
  const { told, ...figures } = await run(write);
  return report.add(name, { ...figures, ms: performance.now() - at }, told);
}

const toTerminal = (text) => process.stdout.write(text);

/** Rollup takes half a minute: what needs its files waits for it, the rest does not. Made in a first lane. */
const bundles = step('bundles', ['scripts/build.mjs', 'bundle'], { early: true });
let bundled;

/** Works through a list; what is said comes in one piece at the end, unless `live`. */
async function lane(parts, live) {
  for (let part = parts.shift(); part; part = parts.shift()) {
    if (!part.early && !(await bundled)) return;
    let said = '';
    const keep = (text) => {
      said += text;
    };
    const good = runPart(part, live ? toTerminal : keep);
    if (part === bundles) bundled = good;
    await good;
    if (!live) toTerminal(said);
  }
}

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in suites));
if (unknown.length > 0) {
  console.error(
    `No such suite: ${unknown.join(', ')}. There are ${Object.keys(suites).join(', ')}.`,
  );
  process.exit(2);
}

try {
  ensurePackages();
  ensureTestTools();
  if (await runPart(step('types', ['scripts/build.mjs', 'compile']), toTerminal)) {
    const parts = (asked.length > 0 ? asked : ORDINARY).map((name) => suites[name]());
    const longFirst = (part) =>
      part === elementTests ? 0 : part.early ? 1 : /^unit/.test(part.name) ? 2 : 3;
    const beside = parts
      .flatMap((each) => each.beside ?? [])
      .sort((one, other) => longFirst(one) - longFirst(other));
    beside.unshift(bundles);
    await Promise.all([lane(beside), lane(beside)]);
    const all = (kind) => parts.flatMap((each) => each[kind] ?? []);
    await Promise.all([lane(all('alone'), true), lane(all('gaps'))]);
  }
} catch (error) {
  console.error(error.message);
  report.add('setting up', { code: 1, passed: 0, failed: 1, ms: performance.now() - began });
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

console.log(report.lines(performance.now() - began).join('\n'));
process.exitCode = report.failed > 0 ? 1 : 0;
