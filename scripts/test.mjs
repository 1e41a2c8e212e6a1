/**
 * `npm test`: installs what is missing, builds, runs every suite, and ends with one line
 * `N passed, N failed` over all of them; exit code 1 when anything failed.
 *
 *   npm test -- [suite…]      check, unit, simulation, element, browser; all when none is named
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { findBrowser } from './find-browser.mjs';
import { ensureBrowsers, ensurePackages, root } from './install.mjs';

const tool = (path) => join(root, 'node_modules', path);
const scratch = mkdtempSync(join(tmpdir(), 'casto-test-'));
const results = [];
/** What failed and why, told once more at the end: of a long log often only its end is kept. */
const failures = [];

/**
 * Runs a Node script; its output goes to the terminal and comes back as text. What has not ended after
 * `mostMs` is ended with all that it started (its process group; Windows knows none).
 */
function execute(args, { env = {}, mostMs } = {}) {
  return new Promise((resolve) => {
    const groups = process.platform !== 'win32';
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: groups && mostMs !== undefined,
    });
    let late = false;
    const stop = () => {
      late = true;
      if (groups) process.kill(-child.pid, 'SIGKILL');
      else child.kill('SIGKILL');
    };
    const timer = mostMs === undefined ? undefined : setTimeout(stop, mostMs);
    let text = '';
    for (const [stream, target] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ]) {
      stream.setEncoding('utf8');
      stream.on('data', (chunk) => {
        text += chunk;
        target.write(chunk);
      });
    }
    const end = (code, text) => {
      clearTimeout(timer);
      resolve({ code, text, late });
    };
    child.once('error', (error) => end(1, String(error)));
    child.once('close', (code) => end(code ?? 1, text));
  });
}

/** A suite that broke off without a failed test is one failure, never a silent success. */
function note(name, code, passed, failed) {
  results.push({ name, passed, failed: code !== 0 && failed === 0 ? 1 : failed });
}

/** One command that passes or fails as a whole. */
async function step(name, args) {
  console.log(`\n▶ ${name}`);
  const { code } = await execute(args);
  note(name, code, code === 0 ? 1 : 0, code === 0 ? 0 : 1);
  return code === 0;
}

/** Compiled tests of the sources that exist now: a deleted test's old output is not run. */
function compiled(folder) {
  const source = join(root, 'test', folder);
  if (!existsSync(source)) return [];
  return readdirSync(source)
    .filter((name) => name.endsWith('.test.ts'))
    .sort()
    .map((name) => join(root, 'build/test', folder, name.replace(/\.ts$/, '.js')));
}

async function nodeTests(name, files, options) {
  if (files.length === 0) return;
  console.log(`\n▶ ${name}`);
  const tap = join(scratch, 'tests.tap');
  rmSync(tap, { force: true });
  const {
    code,
    late,
    text: spec,
  } = await execute(
    [
      '--test',
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      '--test-reporter=tap',
      `--test-reporter-destination=${tap}`,
      ...files,
    ],
    options,
  );
  if (late) console.log(`✖ ${name}: has not ended after ${options.mostMs / 60_000} minutes`);
  const told = spec.split('✖ failing tests:\n')[1];
  if (told) failures.push(`${name}\n${told.trim()}`);
  const text = existsSync(tap) ? readFileSync(tap, 'utf8') : '';
  const count = (what) => Number(new RegExp(`^# ${what} (\\d+)`, 'm').exec(text)?.[1] ?? 0);
  note(name, code, count('pass'), count('fail') + count('cancelled'));
}

/** Twice what the longest file of browser tests takes on two slow cores. */
const BROWSER_FILE_MS = 15 * 60_000;

/** One file at a time: its pages already fill a two-core machine. One that hangs costs only itself. */
async function browserTests() {
  for (const file of compiled('browser')) {
    await nodeTests(`browser: ${basename(file, '.test.js')}`, [file], { mostMs: BROWSER_FILE_MS });
  }
}

async function elementTests() {
  console.log('\n▶ element tests');
  const chrome = findBrowser('chromium');
  const { code, text } = await execute([tool('@web/test-runner/dist/bin.js')], {
    env: { CHROME_PATH: chrome ?? '' },
  });
  const last = [...text.matchAll(/(\d+) passed, (\d+) failed/g)].at(-1);
  note('element tests', code, Number(last?.[1] ?? 0), Number(last?.[2] ?? 0));
}

const suites = {
  async check() {
    await step('lint and format', [tool('@biomejs/biome/bin/biome'), 'check']);
    await step('no duplicate packages', ['scripts/duplicates.mjs']);
    await step('lock file', ['scripts/complete-lock.mjs']);
    await step('size', ['scripts/size.mjs']);
    await step('npm package', ['scripts/check-package.mjs']);
    await step('custom-elements.json', ['scripts/manifest.mjs', '--check']);
    await step('framework types', [tool('typescript/bin/tsc'), '-p', 'test/types']);
  },
  unit: () => nodeTests('unit tests', compiled('unit')),
  async simulation() {
    await nodeTests('simulation tests', compiled('simulation'));
    const script = join(root, 'build/test/simulation/simulate.js');
    if (existsSync(join(root, 'test/simulation/simulate.ts'))) {
      await step('simulation of 300 peers', [script, '--peers', '300', '--seed', '1', '--json']);
    }
  },
  element: elementTests,
  browser: browserTests,
};

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
  ensureBrowsers();
  if (await step('types and build', ['scripts/build.mjs'])) {
    for (const [name, suite] of Object.entries(suites)) {
      if (asked.length === 0 || asked.includes(name)) await suite();
    }
  }
} catch (error) {
  console.error(error.message);
  note('setting up', 1, 0, 1);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

const sum = (key) => results.reduce((total, result) => total + result[key], 0);
for (const failure of failures) console.log(`\n▶ failed in ${failure}`);
console.log('');
for (const { name, passed, failed } of results) {
  console.log(`${failed > 0 ? '✖' : '✔'} ${name}: ${passed} passed, ${failed} failed`);
}
console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`);
process.exitCode = sum('failed') > 0 ? 1 : 0;
