/** Elements can be imported where there is no DOM: a server that renders pages. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';

const FOLDER = new URL('../../../components/', import.meta.url);
const MODULES = [
  'casto-player.js',
  'casto-broadcast.js',
  'casto-stats.js',
  'casto-directory.js',
  'index.js',
];

for (const name of MODULES) {
  test(`${name} is imported in plain Node`, () => {
    // A fresh process: what one module puts in place must not help the next.
    const script = `const m = await import(${JSON.stringify(new URL(name, FOLDER).href)});
      if (Object.keys(m).length === 0) throw new Error('exports nothing');
      for (const each of Object.values(m)) {
        if (typeof each === 'function' && /^Casto(?!Error)(?!.*Event$)/.test(each.name)) {
          const element = new each();
          element.muted = true;
          // What lit's server renderer calls.
          element.willUpdate(new Map());
          element.render();
        }
      }
      const handles = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout');
      if (handles.length > 0) throw new Error('leaves timers behind');
      console.log('imported');`;
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
      timeout: 20_000,
    });
    assert.match(output, /imported/);
  });
}
