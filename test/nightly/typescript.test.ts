/**
 * TypeScript of several ages reads the installed package with `skipLibCheck: false`: CASTO's declarations, and
 * those of other packages that they lead to.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openWorkshop, type Workshop } from './hosts/workshop.js';

const VERSIONS = { 'TypeScript 5.4': '~5.4', 'TypeScript 5.9': '~5.9', 'TypeScript 7': '^7' };

const PAGE = `import { CASTO, CastoPlayer, type CastoStateChangeEvent, type ViewState } from 'casto';
import { CastoBroadcast } from 'casto/broadcast';
import { configure } from 'casto/engine';
import { CastoPlayer as Same } from 'casto/player';

configure({});
const player: CastoPlayer = new Same();
player.addEventListener('casto-statechange', (event: CastoStateChangeEvent<ViewState>) => event.detail.to);
export const all = [CASTO, CastoBroadcast, player.muted satisfies boolean];
// @ts-expect-error what is not resolved would be any
player.applause;
`;
const STAR = `import { createStar } from 'casto/star';

// @ts-expect-error what is not resolved would be any
createStar({ port: 'http' });
export const open = async (): Promise<string> => {
  const star = await createStar({ port: 0 });
  return star.url;
};
`;

/** As in a page's project and in a server's. */
const PROJECTS = {
  page: {
    file: PAGE,
    options: { module: 'ESNext', moduleResolution: 'Bundler', lib: ['ES2022', 'DOM'], types: [] },
  },
  star: {
    file: STAR,
    options: { module: 'NodeNext', lib: ['ES2022'], types: ['node'] },
  },
};

describe('the types of the package, with those that they lead to', () => {
  let workshop: Workshop;
  let folder: string;
  const alias = (name: string): string => name.toLowerCase().replace(' ', '-');

  before(async () => {
    workshop = await openWorkshop();
    const compilers = Object.entries(VERSIONS).map(([name, range]) => [
      alias(name),
      `npm:typescript@${range}`,
    ]);
    folder = await workshop.install(
      'types',
      { '@types/node': '^22', ...Object.fromEntries(compilers) },
      {},
    );
  });
  after(() => workshop?.close());

  for (const name of Object.keys(VERSIONS)) {
    for (const [project, { file, options }] of Object.entries(PROJECTS)) {
      it(`${name}: ${project}`, () => {
        const place = join(folder, `${alias(name)}-${project}`);
        mkdirSync(place);
        writeFileSync(join(place, 'file.ts'), file);
        const compilerOptions = {
          ...{ target: 'ES2022', strict: true, noEmit: true, skipLibCheck: false },
          ...options,
        };
        writeFileSync(join(place, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
        const { status, stdout } = spawnSync(
          process.execPath,
          [join(folder, 'node_modules', alias(name), 'bin/tsc'), '-p', place],
          { encoding: 'utf8' },
        );
        assert.equal(status, 0, stdout);
      });
    }
  }
});
