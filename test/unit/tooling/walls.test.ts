/** The rooms of the house: which may import from which, and how full each may be. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

/** Room → the rooms whose modules it may import. A page's entries stand above all. */
const ARROWS: Record<string, readonly string[]> = {
  'src/base': [],
  'src/wire': ['src/base'],
  'src/network': ['src/base', 'src/wire'],
  'src/overlay': ['src/base', 'src/wire'],
  'src/media': ['src/base', 'src/wire'],
  'src/studio': ['src/base', 'src/media'],
  'src/session': ['src/base', 'src/wire', 'src/network', 'src/overlay', 'src/media'],
  'src/star': ['src/base', 'src/wire', 'src/network'],
  src: ['src/base', 'src/wire', 'src/network', 'src/media', 'src/studio', 'src/session'],
  'components/i18n': ['src/base'],
  'components/events': ['src/base', 'src/session'],
  'components/base': ['components/events', 'components/i18n', 'src', 'src/base', 'src/network'],
  'components/share': ['components/base', 'components/events', 'components/i18n', 'src/base'],
  'components/stats': ['components/base', 'components/i18n', 'components/share', 'src/base'],
  'components/player': [
    ...['components/base', 'components/events', 'components/i18n', 'components/share'],
    ...['src/base', 'src/wire', 'src/session'],
  ],
  'components/broadcast': [
    ...['components/base', 'components/events', 'components/i18n', 'components/share'],
    ...['src', 'src/base', 'src/media', 'src/session', 'src/studio'],
  ],
  'components/directory': [
    ...['components/base', 'components/events', 'components/i18n'],
    ...['src/base', 'src/wire', 'src/session'],
  ],
  'components/edge': ['components/events', 'components/i18n', 'src'],
  components: [
    ...['components/broadcast', 'components/directory', 'components/player', 'components/stats'],
    ...['components/events', 'components/i18n', 'src', 'src/base', 'src/studio', 'src/wire'],
  ],
};

/** Of each room with inner walls: its parts from the ground up. A part imports from those before it. */
const INNER: Record<string, readonly string[]> = {
  'src/network': ['api.ts', 'libp2p/', 'stars/', 'channels/', 'signaling/', 'node/', ''],
  'src/overlay': ['timing.ts', 'api.ts', 'loop-freedom/', 'parents/', 'children/', ''],
  'src/media': [
    'frames/',
    'congestion/',
    'worker-client/',
    'forwarding/',
    'link/',
    'tracks/',
    'encoder/',
  ],
  'src/studio': ['devices/', 'compose/', 'capture/', 'recording/'],
  'src/session': [
    'api.ts',
    'page/',
    'signaling/',
    'peer/',
    'upload/',
    '',
    'stats/',
    'broadcast/',
    'playback/',
  ],
  'src/star': ['http/', ''],
  'components/player': ['media/', 'controls/', 'panels/', 'status/'],
  'components/broadcast': ['capture/', 'recording/', 'on-air/', 'studio/'],
};

/** An element and its parts know each other: the walls are between the parts. */
const partsOnly = (room: string): boolean => room.startsWith('components/');

/** Source files that one folder may hold beside its subfolders. */
const MOST_FILES = 15;
/** Lines of code of one file, without comments and blank lines. A language is one list and no code. */
const MOST_LINES = 400;
const isLanguage = (file: string): boolean => file.startsWith('components/i18n/languages/');

const files = ['src', 'components'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file).replaceAll(sep, '/')),
);
const textOf = new Map(files.map((file) => [file, readFileSync(join(root, file), 'utf8')]));

function roomOf(file: string): string {
  const parts = file.split('/');
  return parts.length > 2 ? `${parts[0]}/${parts[1]}` : parts[0]!;
}

/** The part of its room that a file is in: a file that is named, a subfolder, or what stands beside them. */
function partOf(file: string, room: string): string {
  const within = file.slice(room.length + 1);
  if (INNER[room]?.includes(within)) return within;
  return within.includes('/') ? `${within.split('/')[0]}/` : '';
}

const IMPORT = /(?:from|import)[\s(]*['"](\.[^'"]+)\.js['"]/g;
const imports = files.flatMap((from) =>
  [...textOf.get(from)!.matchAll(IMPORT)].map(([, specifier]) => {
    const path = relative(root, resolve(root, dirname(from), specifier!)).replaceAll(sep, '/');
    const to = [`${path}.ts`, `${path}.d.ts`].find((file) => textOf.has(file));
    assert.ok(to, `${from} imports ${specifier}, which is not there`);
    return { from, to };
  }),
);

/** `Map.groupBy`, which Node 20 lacks. */
function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

describe('walls', () => {
  it('between rooms are passed one way', () => {
    for (const file of files)
      assert.ok(ARROWS[roomOf(file)], `${file} is in a room without a name`);
    const turned = imports
      .filter(({ from, to }) => roomOf(from) !== roomOf(to))
      .filter(({ from, to }) => !ARROWS[roomOf(from)]!.includes(roomOf(to)))
      .map(({ from, to }) => `${from} → ${to}`);
    assert.deepEqual(turned, []);
  });

  it('the table of rooms has no circle', () => {
    const done = new Set<string>();
    const visit = (room: string, above: readonly string[]): void => {
      assert.ok(!above.includes(room), [...above, room].join(' → '));
      if (done.has(room)) return;
      for (const below of ARROWS[room]!) visit(below, [...above, room]);
      done.add(room);
    };
    for (const room of Object.keys(ARROWS)) visit(room, []);
  });

  it('inside a room are passed one way', () => {
    const turned = imports
      .filter(({ from, to }) => roomOf(from) === roomOf(to) && INNER[roomOf(from)])
      .filter(({ from, to }) => {
        const room = roomOf(from);
        const [a, b] = [partOf(from, room), partOf(to, room)];
        if (a === b || (partsOnly(room) && (a === '' || b === ''))) return false;
        const order = INNER[room]!;
        assert.ok(order.includes(a), `${from}: no part ${a} of ${room}`);
        assert.ok(order.includes(b), `${to}: no part ${b} of ${room}`);
        return order.indexOf(a) < order.indexOf(b);
      })
      .map(({ from, to }) => `${from} → ${to}`);
    assert.deepEqual(turned, []);
  });

  it('modules form no circle', () => {
    const out = grouped(imports, ({ from }) => from);
    const done = new Set<string>();
    const visit = (file: string, above: readonly string[]): void => {
      assert.ok(!above.includes(file), [...above.slice(above.indexOf(file)), file].join(' → '));
      if (done.has(file)) return;
      for (const { to } of out.get(file) ?? []) visit(to, [...above, file]);
      done.add(file);
    };
    for (const file of files) visit(file, []);
  });

  it(`leave at most ${MOST_FILES} files in a folder, and ${MOST_LINES} lines of code in a file`, () => {
    for (const [folder, inside] of grouped(files, (file) => dirname(file))) {
      assert.ok(inside.length <= MOST_FILES, `${folder} holds ${inside.length} files`);
    }
    const long = files
      .filter((file) => !isLanguage(file))
      .map((file) => {
        const code = textOf.get(file)!.replace(/^\s*(\/\/.*|\/?\*.*)?\n/gm, '');
        return { file, lines: code.split('\n').length - 1 };
      })
      .filter(({ lines }) => lines > MOST_LINES)
      .map(({ file, lines }) => `${file}: ${lines}`);
    assert.deepEqual(long, []);
  });
});
