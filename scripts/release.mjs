/**
 * `npm run release`: makes the next version of what `.changeset/` says, tests it, and publishes it.
 *
 *   npm run release -- --dry-run    all but the publishing, the commit and the tag
 *
 * A tree that is not clean is left alone. After a dry run, or a test that failed, the tree is as it was.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm, root, run } from './install.mjs';

const dry = process.argv.includes('--dry-run');
const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
const versionOf = () => JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version;

/** Next version, tests, publishing. */
function release() {
  const before = versionOf();
  npm(['run', 'changeset', '--', 'version']);
  // The lock file names the version as well.
  npm(['install', '--package-lock-only', '--ignore-scripts']);
  const version = versionOf();
  console.log(`${before} → ${version}`);
  npm(['test']);
  // `prepack` builds once more, with the new version in every banner.
  npm(['publish', '--access', 'public', ...(dry ? ['--dry-run'] : [])]);
  return version;
}

const waiting = readdirSync(join(root, '.changeset')).filter(
  (name) => name.endsWith('.md') && name !== 'README.md',
);
if (git('status', '--porcelain')) {
  console.error('There are changes that are not committed.');
  process.exitCode = 1;
} else if (waiting.length === 0) {
  console.error('Nothing to release: .changeset/ names no change.');
  process.exitCode = 1;
} else {
  let version = null;
  try {
    version = release();
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
  if (dry || version === null) {
    // The tree was clean: nothing is lost.
    run('git', ['checkout', '--', '.']);
  } else {
    git('add', '--all');
    git('commit', '--message', `Version ${version}`);
    git('tag', `v${version}`);
    console.log('Published. Now: git push --follow-tags');
  }
}
