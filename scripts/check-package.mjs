/**
 * What an author who installs the package would trip over: publint looks at package.json and the
 * files, Are The Types Wrong at what TypeScript makes of each entry point; what it weighs, and what comes
 * along with it, is held to the bars below. Needs a build.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { root } from './install.mjs';
import { packed } from './pack.mjs';

const MB = 1_000_000;
/** Of the tarball, of what is in it, and of an empty project's node_modules with the package installed. */
const BARS = { packed: 2 * MB, unpacked: 6 * MB, installed: 10 * MB, packages: 8 };
/** The oldest Node that the package says it runs on. */
const OLDEST_NODE = 20;

async function lint(tarball) {
  const bytes = readFileSync(tarball);
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const { messages, pkg } = await publint({ pack: { tarball: buffer }, strict: true });
  for (const message of messages) console.error(`publint: ${formatMessage(message, pkg)}`);
  return messages.length === 0;
}

function typesRight(tarball) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      join(root, 'node_modules/@arethetypeswrong/cli/dist/index.js'),
      tarball,
      // CASTO is ES modules only, and entry points need `exports`.
      ...['--profile', 'esm-only', '--format', 'table-flipped'],
      // A classic script, started as a worker and never imported; a style sheet.
      ...['--exclude-entrypoints', 'casto-worker.js', 'casto.css', 'THIRD-PARTY-LICENSES.txt'],
    ],
    { encoding: 'utf8' },
  );
  if (status !== 0) console.error(stdout + stderr);
  return status === 0;
}

function bytesBelow(place) {
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce(
      (sum, entry) => sum + statSync(join(entry.parentPath ?? entry.path, entry.name)).size,
      0,
    );
}

/** What npm installs with the package, by the lock file: no registry is asked. */
function alongside() {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  return Object.entries(packages).filter(
    ([place, { dev, devOptional, optional, peer }]) =>
      place !== '' && !dev && !devOptional && !optional && !peer,
  );
}

function lean({ size, unpackedSize }) {
  const others = alongside();
  const figures = {
    packed: size,
    unpacked: unpackedSize,
    installed: others.reduce((sum, [place]) => sum + bytesBelow(join(root, place)), unpackedSize),
    packages: others.length + 1,
  };
  const faults = Object.entries(BARS)
    .filter(([what, bar]) => figures[what] > bar)
    .map(([what, bar]) => `${what}: ${figures[what]}, more than ${bar}`);
  for (const [place, { engines }] of others) {
    const node = engines?.node;
    if (node && !(Number(/^>=\s*(\d+)/.exec(node)?.[1]) <= OLDEST_NODE)) {
      faults.push(`${place} wants Node ${node}`);
    }
  }
  for (const fault of faults) console.error(`package: ${fault}`);
  const text = Object.entries(figures).map(([what, figure]) =>
    what === 'packages' ? `${figure} packages` : `${what} ${(figure / MB).toFixed(2)} MB`,
  );
  console.log(text.join(', '));
  return faults.length === 0;
}

const folder = mkdtempSync(join(tmpdir(), 'casto-pack-'));
try {
  const made = packed(folder);
  const tarball = made.file;
  const linted = await lint(tarball);
  if (!lean(made) || !typesRight(tarball) || !linted) process.exitCode = 1;
  else console.log(`${tarball.split(/[\\/]/).pop()}: publint and attw find nothing`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
