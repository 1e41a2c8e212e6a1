/**
 * Makes a fresh clone runnable: npm packages, and for tests the browsers. Node built-ins only,
 * because nothing else is there yet.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findBrowser, which } from './find-browser.mjs';

/** The folder of package.json. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Runs a command in the project's folder, its output on the terminal. Throws when it fails. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options });
  if (result.error) throw result.error;
  if (result.status !== 0) {
    throw new Error(`${command} ${args.join(' ')} ended with ${result.status ?? result.signal}`);
  }
}

/** npm is a script, not a program, on Windows; Node's own npm is the surest way to it. */
export function npm(args) {
  const script = process.env.npm_execpath;
  if (script && /\.c?js$/.test(script)) run(process.execPath, [script, ...args]);
  else run('npm', args, { shell: process.platform === 'win32' });
}

/** True when node_modules is what package-lock.json asks for, as far as npm itself noted. */
function packagesCurrent() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  const wanted = join(root, 'package-lock.json');
  if (!existsSync(installed)) return false;
  return !existsSync(wanted) || statSync(installed).mtimeMs >= statSync(wanted).mtimeMs - 60_000;
}

export function checkNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20) {
    throw new Error(`CASTO needs Node 20 or newer; this is ${process.version}`);
  }
}

export function ensurePackages() {
  checkNode();
  if (packagesCurrent()) return;
  console.log('Installing npm packages …');
  npm(['ci', '--no-audit', '--no-fund']);
}

function apt(packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = { env, cwd: root, stdio: ['ignore', 'ignore', 'inherit'] };
  run('apt-get', ['update', '-qq'], options);
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], options);
}

const canApt = () => process.getuid?.() === 0 && which('apt-get') !== null;

/**
 * Finds Chromium, or installs it. Firefox, ffmpeg and PHP serve a few tests only: they are installed
 * where that is easy, and the tests say so when they are missing.
 */
export function ensureBrowsers() {
  const optional = [
    ...(findBrowser('firefox') ? [] : ['firefox-esr']),
    ...(which('ffmpeg') ? [] : ['ffmpeg']),
    ...(which('php') ? [] : ['php-cli']),
  ];
  if (!findBrowser('chromium')) {
    if (canApt()) {
      console.log('Installing Chromium from the system packages …');
      try {
        apt(['chromium']);
      } catch (error) {
        console.error(`apt-get could not install chromium: ${error.message}`);
      }
    }
    if (!findBrowser('chromium')) {
      throw new Error(
        'The tests need Chromium or Chrome. Install one (Debian/Ubuntu: sudo apt-get install chromium; ' +
          'elsewhere: https://www.google.com/chrome), or set CHROME_PATH to its executable.',
      );
    }
  }
  if (optional.length > 0 && canApt()) {
    for (const name of optional) {
      try {
        console.log(`Installing ${name} from the system packages …`);
        apt([name]);
      } catch (error) {
        console.error(`apt-get could not install ${name}: ${error.message}`);
      }
    }
  }
  const missing = [
    ...(findBrowser('firefox') ? [] : ['Firefox (FIREFOX_PATH)']),
    ...(which('ffmpeg') ? [] : ['ffmpeg']),
    ...(which('php') ? [] : ['php']),
  ];
  if (missing.length > 0)
    console.log(`Not found, so their tests are skipped: ${missing.join(', ')}`);
}
