/**
 * What an author who installs the package would trip over: publint looks at package.json and the
 * files, Are The Types Wrong at what TypeScript makes of each entry point. Needs a build.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { root } from './install.mjs';
import { pack } from './pack.mjs';

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
      ...['--exclude-entrypoints', 'casto-worker.js', 'casto.css'],
    ],
    { encoding: 'utf8' },
  );
  if (status !== 0) console.error(stdout + stderr);
  return status === 0;
}

const folder = mkdtempSync(join(tmpdir(), 'casto-pack-'));
try {
  const tarball = pack(folder);
  const linted = await lint(tarball);
  if (!typesRight(tarball) || !linted) process.exitCode = 1;
  else console.log(`${tarball.split(/[\\/]/).pop()}: publint and attw find nothing`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
