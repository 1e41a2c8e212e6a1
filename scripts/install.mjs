/**
 * Makes a fresh clone runnable: npm packages, and for tests the browsers. Node built-ins only,
 * because nothing else is there yet.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
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

/**
 * True when node_modules is what package-lock.json asks for, as far as npm itself noted. By content: git gives a file
 * that it checks out the time of day, and a switch of branches installed everything again.
 */
function packagesCurrent() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installed)) return false;
  const wanted = join(root, 'package-lock.json');
  if (!existsSync(wanted)) return true;
  const packagesOf = (file) => JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
  const there = packagesOf(installed);
  // The project itself; and what is for other systems, or for nobody here.
  const isNeeded = ([path, { optional, devOptional }]) => path !== '' && !optional && !devOptional;
  const isThere = ([path, { version, integrity }]) =>
    there[path]?.version === version && there[path]?.integrity === integrity;
  return Object.entries(packagesOf(wanted)).filter(isNeeded).every(isThere);
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

const canApt = () => process.getuid?.() === 0 && which('apt-get') !== null;

/** What the tests use beside Node: how it is found and where it comes from. What only saves time may be missing. */
const TOOLS = [
  { name: 'Chromium', found: () => findBrowser('chromium'), packages: ['chromium'] },
  { name: 'Firefox', found: () => findBrowser('firefox'), packages: ['firefox-esr'] },
  { name: 'ffmpeg', found: () => which('ffmpeg'), packages: ['ffmpeg'] },
  { name: 'php', found: () => which('php'), packages: ['php-cli'] },
  // Narrow lines, networks that change, packets that are dropped: Linux only, as root.
  ...(process.platform === 'linux'
    ? [
        { name: 'ip and tc', found: () => which('ip') && which('tc'), packages: ['iproute2'] },
        // Opens a page in less time than Chromium, which is the same engine: see find-browser.mjs.
        {
          name: 'the headless shell',
          found: () => findBrowser('headless-shell'),
          packages: ['chromium-headless-shell'],
          spares: 'time',
        },
        { name: 'iptables', found: () => which('iptables'), packages: ['iptables'] },
        // The bad lines of the bench's lab.
        { name: 'Python 3', found: () => which('python3'), packages: ['python3'] },
        // A browser without any font draws no text at all.
        { name: 'a font', found: hasFont, packages: ['fonts-dejavu-core'] },
      ]
    : []),
];

function hasFont() {
  const home = process.env.HOME ?? '';
  return ['/usr/share/fonts', '/usr/local/share/fonts', join(home, '.fonts')].some(
    (folder) => existsSync(folder) && readdirSync(folder).length > 0,
  );
}

/**
 * All at once: apt takes longer for six small calls than for one large. Each alone where that fails, as one package
 * that a system does not know fails them all.
 */
function apt(packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = { env, cwd: root, stdio: ['ignore', 'ignore', 'inherit'] };
  const install = (names) =>
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], options);
  run('apt-get', ['update', '-qq'], options);
  try {
    install(packages);
  } catch (error) {
    if (packages.length === 1) throw error;
    for (const name of packages) {
      try {
        install([name]);
      } catch (each) {
        console.error(`apt-get could not install ${name}: ${each.message}`);
      }
    }
  }
}

/**
 * Finds what the tests drive, or installs it from the system's packages. Nothing works without Chromium;
 * without another tool its tests are skipped, which the tests count.
 */
export function ensureTestTools() {
  const wanted = TOOLS.filter(({ found }) => !found());
  if (wanted.length > 0 && canApt()) {
    const packages = wanted.flatMap((each) => each.packages);
    console.log(`Installing ${packages.join(', ')} from the system's packages …`);
    try {
      apt(packages);
    } catch (error) {
      console.error(`apt-get could not install them: ${error.message}`);
    }
  }
  if (!findBrowser('chromium')) {
    throw new Error(
      'The tests need Chromium or Chrome. Install one (Debian/Ubuntu: sudo apt-get install chromium; ' +
        'elsewhere: https://www.google.com/chrome), or set CHROME_PATH to its executable.',
    );
  }
  const missing = TOOLS.filter(({ found, spares }) => !spares && !found());
  if (missing.length > 0) {
    const names = missing.map(({ name }) => name).join(', ');
    console.log(`Not found, so their tests are skipped: ${names}`);
  }
}
