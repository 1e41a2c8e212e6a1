/** The documents against the code: what exists is described, what is described exists. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize, relative } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { LIMITS } from '../../../src/wire/limits.js';
import { mayCome, type Row } from '../../../src/wire/messages/row.js';
import { SIGNALLED } from '../../../src/wire/messages/signal.js';
import { MESSAGES } from '../../../src/wire/messages/table.js';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const documents = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** The id that a heading gets on the web. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_\- ]/gu, '')
    .replaceAll(' ', '-');

const anchorsIn = (file: string): string[] =>
  [...read(file).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading!.trim()));

describe('documents', () => {
  for (const file of documents) {
    it(`${file}: every link leads somewhere`, () => {
      const prose = read(file).replace(/```.*?```/gs, '');
      for (const [, target] of prose.matchAll(/(?<!!)\[[^\]]*\]\(([^)\s]+)\)/g)) {
        if (/^https?:/.test(target!)) continue;
        const [path, anchor] = target!.split('#');
        const full = path ? normalize(join(root, dirname(file), path)) : join(root, file);
        assert.ok(existsSync(full), `${target} does not exist`);
        if (anchor) {
          assert.ok(anchorsIn(relative(root, full)).includes(anchor), `${target} has no heading`);
        }
      }
    });
  }

  it('every file that a document names exists', () => {
    for (const file of documents) {
      for (const [, path] of read(file).matchAll(
        /`((?:src|components|scripts|test|demo|bench|docs)\/[\w./-]*)`/g,
      )) {
        assert.ok(existsSync(join(root, path!)), `${file}: ${path}`);
      }
    }
  });

  it('protocol.md names every message and its largest sizes', () => {
    const text = read('docs/protocol.md');
    const rows = Object.entries(MESSAGES);
    assert.ok(rows.length > 20);
    for (const [kind, { from }] of rows) {
      const sides = new RegExp(
        `^\\| (?:\`[a-z-]+\`, )*\`${kind}\`(?:, \`[a-z-]+\`)* \\| (.) \\|`,
        'm',
      ).exec(text);
      if (kind === 'via') assert.ok(text.includes('`via` carries'));
      else if (kind === 'request-offer') assert.equal(sides?.[1], '↕', 'on an open link');
      else assert.equal(sides?.[1], { parent: '↓', child: '↑', both: '↕' }[from], kind);
    }
    const said = /The child may send ([^;]+); the\nasked peer ([^.]+)\./.exec(text)!;
    const ofStream = ['child', 'parent'].map((end) =>
      Object.entries<Row>(SIGNALLED)
        .filter(([, row]) => row.on === 'both' && mayCome(row, end === 'child' ? 'down' : 'up'))
        .map(([kind]) => kind)
        .sort(),
    );
    const named = said
      .slice(1)
      .map((list) => [...list.matchAll(/`([a-z-]+)`/g)].map(([, kind]) => kind!).sort());
    assert.deepEqual(named, ofStream);
    assert.ok(text.includes(`${LIMITS.messageBytes / 1024} KiB`));
    assert.ok(text.includes(`at most ${LIMITS.path}, none twice`));
    assert.ok(text.includes(`\`sdp\` ≤ ${(LIMITS.sdpChars / 1000).toFixed(3).replace('.', ' ')}`));
  });

  it('troubleshooting.md names every error code', () => {
    const text = read('docs/troubleshooting.md');
    const union =
      /export type CastoErrorCode =([^;]+);/.exec(read('src/base/errors.ts'))?.[1] ?? '';
    const codes = [...union.matchAll(/'([a-z-]+)'/g)];
    assert.ok(codes.length > 10);
    for (const [, code] of codes) assert.ok(text.includes(`| \`${code}\` |`), `no row for ${code}`);
  });

  it('README.md names every attribute, event of CASTO and slot of the elements', () => {
    const text = read('README.md');
    const sources = ['broadcast/broadcast', 'player/player', 'stats/stats', 'directory/directory'];
    for (const source of sources) {
      const comments = read(`components/${source}-element.ts`);
      const named = [
        ...comments.matchAll(/@attr \{[^}]+\} (\S+) -/g),
        ...comments.matchAll(/@fires \{[^}]+\} (casto-\S+) -/g),
        ...comments.matchAll(/@slot (\w+) -/g),
      ];
      assert.ok(named.length > 0);
      for (const [, name] of named) {
        assert.match(text, new RegExp(`\`${name}[\`"=]`), `${source}: no ${name}`);
      }
    }
  });

  it('custom-elements.json names every event that the elements send', () => {
    interface Module {
      declarations?: { tagName?: string; events?: { name: string; description: string }[] }[];
    }
    const { modules } = JSON.parse(read('custom-elements.json')) as { modules: Module[] };
    const told = (tag: string): string[] =>
      modules
        .flatMap(({ declarations = [] }) => declarations)
        .filter(({ tagName }) => tagName === tag)
        .flatMap(({ events = [] }) => events.map(({ name }) => name));
    const forwarded = /const FORWARDED = \[(.*?)\]/s.exec(
      read('components/player/media/playback.ts'),
    )![1]!;
    const names = [...forwarded.matchAll(/'(\w+)'/g)].map(([, name]) => name!);
    assert.ok(names.length > 15);
    for (const name of names) assert.ok(told('casto-player').includes(name), `no ${name}`);
    for (const tag of ['player', 'broadcast', 'directory']) {
      const sources = readdirSync(join(root, 'components', tag), {
        recursive: true,
        encoding: 'utf8',
      })
        .filter((file) => file.endsWith('.ts'))
        // The list of renditions has events of its own, as media-chrome expects them.
        .filter((file) => !file.endsWith('renditions.lazy.ts'))
        .map((file) => read(`components/${tag}/${file}`));
      const sent = sources.flatMap((code) => [
        ...[...code.matchAll(/new (Casto\w+Event)\(/g)].map(([, name]) => name!),
        ...[...code.matchAll(/dispatchEvent\(new Event\('(\w+)'/g)].map(([, name]) => name!),
      ]);
      assert.ok(sent.length > 0, tag);
      for (const name of sent) {
        const file = `components/events/${name.replace(/^Casto|Event$/g, '')}-event.ts`
          .replace(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`)
          .toLowerCase();
        const types = name.startsWith('Casto')
          ? [...read(file).matchAll(/'(casto-[\w-]+)'/g)].map(([, type]) => type!)
          : [name];
        assert.ok(types.length > 0, file);
        for (const type of types) {
          assert.ok(told(`casto-${tag}`).includes(type), `casto-${tag}: no ${type}`);
        }
      }
      for (const type of ['error', 'casto-error']) {
        assert.ok(told(`casto-${tag}`).includes(type), `casto-${tag}: no ${type}`);
      }
    }
  });

  it('reference.md has every event, part, variable and state, as the elements tell them', async () => {
    const url = pathToFileURL(join(root, 'scripts/reference.mjs')).href;
    const { withTables } = (await import(url)) as {
      withTables(text: string, manifest: object): string;
    };
    const text = read('docs/reference.md');
    const manifest = JSON.parse(read('custom-elements.json')) as object;
    assert.equal(text, withTables(text, manifest), 'run npm run analyze');
    assert.ok((text.match(/^\| `/gm) ?? []).length > 200);
  });

  it('reference.md has every field of the statistics and every reason', () => {
    const text = read('docs/reference.md');
    const types = read('src/base/types.ts');
    const fieldsOf = (name: string): string[] => {
      const body = new RegExp(`export interface ${name} \\{\\n(.*?)\\n\\}`, 's').exec(types)![1]!;
      return [...body.matchAll(/^ {2,4}(\w+)\??:/gm)].map(([, field]) => field!);
    };
    const told = fieldsOf('CastoStats');
    assert.ok(told.length > 14, told.join());
    for (const field of [...told, ...fieldsOf('EdgeStats'), ...fieldsOf('ParentSwitch')]) {
      assert.match(text, new RegExp(`[\`{ ]${field}[\`,}]`), field);
    }
    for (const field of fieldsOf('EdgeQuality')) assert.ok(text.includes(`\`quality.${field}\``));
    const reasons = /export type SwitchReason =([^;]+);/.exec(types)![1]!;
    for (const [, reason] of reasons.matchAll(/'([a-z-]+)'/g)) {
      assert.ok(text.includes(`| \`${reason}\` |`), reason);
    }
  });

  it('star.md names every metric and every option of a star', () => {
    const text = read('docs/star.md');
    const code = readdirSync(join(root, 'src/star'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => read(`src/star/${name}`))
      .join('\n');
    const metrics = new Set([...code.matchAll(/\bcasto_[a-z_]+/g)].map(([name]) => name));
    assert.ok(metrics.size > 5);
    for (const name of metrics) assert.ok(text.includes(name), `no ${name}`);
    const options = [...read('src/star/cli.ts').matchAll(/^ {2}(--\w+) /gm)];
    assert.ok(options.length > 4);
    for (const [, name] of options) assert.ok(text.includes(`| \`${name}\` |`), `no ${name}`);
  });

  it('every sample of a proxy before a star keeps /metrics from the world', () => {
    let samples = 0;
    for (const file of documents) {
      const text = read(file);
      const blocks = [...text.matchAll(/```[a-z]*\n(.*?)```/gs)].map(([, block]) => block!);
      // Also what stands in a sentence.
      const prose = text.replace(/```.*?```/gs, '').matchAll(/`([^`]+)`/g);
      for (const code of [...blocks, ...[...prose].map(([, inline]) => inline!)]) {
        if (!/(proxy_pass http:\/\/|reverse_proxy )127\.0\.0\.1:9090/.test(code)) continue;
        samples += 1;
        assert.match(
          code,
          /(location = \S*\/metrics \{ return 404; \}|respond \/metrics 404)/,
          file,
        );
      }
    }
    assert.ok(samples >= 5, `${samples} samples`);
  });

  it('every npm script that a document names exists', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    for (const file of documents) {
      for (const [, name] of read(file).matchAll(/npm run (?:-s )?([a-z-]+)/g)) {
        assert.ok(name! in scripts, `${file}: npm run ${name}`);
      }
    }
  });

  it('every document is a page of the site', async () => {
    const url = pathToFileURL(join(root, 'scripts/site/pages.mjs')).href;
    const { SECTIONS } = (await import(url)) as {
      SECTIONS: { pages: { url: string; source: string }[] }[];
    };
    const pages = SECTIONS.flatMap(({ pages }) => pages);
    assert.deepEqual(pages.map(({ source }) => source).sort(), documents.toSorted());
    assert.equal(new Set(pages.map(({ url }) => url)).size, pages.length);
  });

  it('each Mermaid diagram has its drawing, with the same words', () => {
    let drawn = 0;
    for (const file of documents) {
      const diagrams = [...read(file).matchAll(/```mermaid\n(.*?)```/gs)];
      for (const [i, [, diagram]] of diagrams.entries()) {
        const name = `${basename(file, '.md').toLowerCase()}-${i + 1}.svg`;
        const drawing = read(`scripts/site/drawings/${name}`);
        const labels = [...diagram!.matchAll(/"([^"]+)"|\|([^|]+)\|/g)].flatMap(([, label, edge]) =>
          (label ?? edge)!.split('<br/>'),
        );
        assert.ok(labels.length > 0);
        for (const label of labels) {
          for (const words of label.split(': ')) {
            assert.ok(drawing.includes(`>${words}<`), `${name} lacks “${words}”`);
          }
        }
        drawn += 1;
      }
    }
    assert.ok(drawn > 0);
  });

  it('the codelab’s pieces are its file', () => {
    const pieces = [...read('docs/codelab.md').matchAll(/```js\n(.*?)```/gs)].map(
      ([, code]) => code,
    );
    const file = read('docs/codelab/peer.mjs');
    assert.equal(file.slice(file.indexOf('\n') + 1), pieces.join('\n'));
  });

  it('turn.md shows its program as it is', () => {
    const [, code] = /```js\n(.*?)```/s.exec(read('docs/turn.md')) ?? [];
    assert.equal(read('docs/turn/casto-json.mjs'), code);
  });
});
