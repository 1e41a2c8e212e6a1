/**
 * `npm run site`: the documentation as a static site, in site/.
 *
 *   npm run site -- [--out site] [--star URL]     build it; `--star` makes its examples live
 *   npm run site -- --serve [--port 8000]         start a star, build, and serve on loopback
 */
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startDemoServer } from '../demo-server.mjs';
import { ensurePackages, root, run } from '../install.mjs';
import { builtCurrent, startStar } from '../local-star.mjs';

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: join(root, 'site') },
    star: { type: 'string', default: '' },
    serve: { type: 'boolean', default: false },
    port: { type: 'string', default: '8000' },
  },
});
const out = resolve(values.out);

ensurePackages();
if (!builtCurrent()) {
  console.log('Building …');
  run(process.execPath, ['scripts/build.mjs']);
}
// It needs the packages, which a fresh clone has only now.
const { buildSite } = await import('./build.mjs');

if (values.serve) await serve();
else {
  const pages = await buildSite({ out, star: values.star });
  console.log(`${pages.length} pages in ${out}`);
}

async function serve() {
  const local = values.star ? null : await startStar({ port: '0' });
  const star = values.star || local.url;
  await buildSite({ out, star });
  const options = { mounts: [['/', out]], star };
  const server = await startDemoServer({ ...options, port: Number(values.port) }).catch((error) => {
    if (error.code !== 'EADDRINUSE') throw error;
    return startDemoServer({ ...options, port: 0 });
  });
  console.log(`\n  documentation   ${server.url}\n  star            ${star}\n\n  Ctrl+C stops it.`);
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => {
      local?.star.kill('SIGTERM');
      void server.close();
    });
  }
}
