/**
 * Checks that package-lock.json names the platform packages of every platform, and with `--fix`
 * adds those that are missing. `npm install` leaves them out when the registry it talks to holds
 * only some platforms (mirrors do), and `npm ci` then refuses the lock file everywhere.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './install.mjs';

const SYSTEMS = ['android', 'darwin', 'freebsd', 'linux', 'openbsd', 'openharmony', 'win32'];
const PROCESSORS = ['arm64', 'arm', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'x64'];

const file = join(root, 'package-lock.json');
const lock = JSON.parse(readFileSync(file, 'utf8'));

/** What a platform package's name says, e.g. `@rollup/rollup-linux-x64-musl`. */
function platformOf(name) {
  const words = name.split('/').pop().split('-');
  const os = SYSTEMS.find((system) => words.includes(system));
  const cpu = PROCESSORS.find((processor) => words.includes(processor));
  if (!os || !cpu) return null;
  const musl = words.some((word) => word.startsWith('musl'));
  return { os: [os], cpu: [cpu], ...(os === 'linux' ? { libc: [musl ? 'musl' : 'glibc'] } : {}) };
}

const missing = new Map();
for (const { optionalDependencies, dev } of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies ?? {})) {
    const path = `node_modules/${name}`;
    const platform = /^\d+\.\d+\.\d+$/.test(version) ? platformOf(name) : null;
    if (!platform || lock.packages[path]) continue;
    missing.set(path, { version, ...(dev ? { dev } : {}), optional: true, ...platform });
  }
}

if (missing.size === 0) {
  console.log('package-lock.json names every platform');
} else if (process.argv.includes('--fix')) {
  const { '': project, ...packages } = { ...lock.packages, ...Object.fromEntries(missing) };
  const sorted = Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en'));
  lock.packages = { '': project, ...Object.fromEntries(sorted) };
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`${missing.size} platform packages added to package-lock.json`);
} else {
  console.error(
    `package-lock.json lacks ${missing.size} platform packages; npm ci will refuse it. Run: node scripts/complete-lock.mjs --fix`,
  );
  process.exit(1);
}
