/** The packed package, unpacked where another project would have it, does what it promises. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, type Rollup } from 'vite';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'casto-consumer-'));
const installed = join(folder, 'node_modules/casto');

interface Manifest {
  exports: Record<string, string | { types: string; default: string }>;
  dependencies: Record<string, string>;
  sideEffects: string[];
}
let manifest: Manifest;

/** A dependency as npm would put it beside the package; nothing that is not declared. */
function link(name: string): void {
  const place = join(folder, 'node_modules', name);
  mkdirSync(dirname(place), { recursive: true });
  symlinkSync(join(root, 'node_modules', name), place, 'junction');
}

const node = (script: string): string =>
  execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 60_000,
  });

/** Bundles a page's script as an author's project would. */
async function bundle(name: string, code: string): Promise<Rollup.OutputChunk[]> {
  writeFileSync(join(folder, `${name}.js`), code);
  const result = (await build({
    root: folder,
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      target: 'es2022',
      modulePreload: false,
      rollupOptions: { input: join(folder, `${name}.js`), preserveEntrySignatures: 'strict' },
    },
  })) as Rollup.RollupOutput;
  const chunks = result.output.filter((each) => each.type === 'chunk');
  // Vite also writes chunks that nothing leads to.
  return [...reached(chunks, chunks.find(({ isEntry }) => isEntry)!, true)];
}

const codeOf = (chunks: Rollup.OutputChunk[]): string => chunks.map(({ code }) => code).join('\n');

/** The chunks that one needs at once, or may need `later` as well. */
function reached(
  chunks: Rollup.OutputChunk[],
  first: Rollup.OutputChunk,
  later = false,
): Set<Rollup.OutputChunk> {
  const seen = new Set([first]);
  for (const { imports, dynamicImports } of seen) {
    for (const file of [...imports, ...(later ? dynamicImports : [])]) {
      seen.add(chunks.find(({ fileName }) => fileName === file)!);
    }
  }
  return seen;
}

describe('the npm package', () => {
  before(async () => {
    const { pack } = (await import(pathToFileURL(join(root, 'scripts/pack.mjs')).href)) as {
      pack(folder: string): string;
    };
    const tarball = pack(folder);
    mkdirSync(installed, { recursive: true });
    execFileSync('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1']);
    manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as Manifest;
    for (const name of [...Object.keys(manifest.dependencies), 'react', 'react-dom']) link(name);
    writeFileSync(join(folder, 'package.json'), '{"type":"module","private":true}');
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('has every file that its exports and fields name, types first', () => {
    for (const [name, target] of Object.entries(manifest.exports)) {
      if (name.includes('*')) continue;
      const files = typeof target === 'string' ? [target] : Object.values(target);
      for (const file of files) assert.ok(existsSync(join(installed, file)), `${name}: ${file}`);
      if (typeof target !== 'string') assert.equal(Object.keys(target)[0], 'types', name);
    }
    for (const file of ['vscode.html-custom-data.json', 'web-types.json']) {
      assert.ok(existsSync(join(installed, 'dist/editors', file)), file);
    }
  });

  it('holds no tests, no sources and no maps, nor an address of one', () => {
    const files = readdirSync(installed, { recursive: true, encoding: 'utf8' });
    assert.deepEqual(
      files.filter((file) => /\.test\.|\.map$|^(src|test|bench|build\/(test|bench))\b/.test(file)),
      [],
    );
    for (const file of files.filter((each) => /^dist\/(npm|star)\/.*\.js$/.test(each))) {
      assert.doesNotMatch(readFileSync(join(installed, file), 'utf8'), /sourceMappingURL/, file);
    }
  });

  it('names in every bundle the file with the notices of the packages inside', () => {
    const notices = readFileSync(join(installed, 'dist/THIRD-PARTY-LICENSES.txt'), 'utf8');
    for (const name of ['libp2p', '@libp2p/gossipsub', '@noble/curves', 'lit-html', 'mediabunny']
      .concat(['uplot', 'lean-qr', 'ws', '@lit/react'])
      .concat(['multiformats', '@libp2p/noise'])) {
      assert.match(notices, new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, 'm'), name);
    }
    assert.match(notices, /^Mozilla Public License Version 2\.0$/m);
    assert.match(notices, /^\s+Apache License$/m);
    assert.match(notices, /END OF TERMS AND CONDITIONS/);
    const bundles = readdirSync(join(installed, 'dist'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.js'))
      // Nothing but our own.
      .filter((file) => file !== 'casto-worker.js');
    assert.ok(bundles.length > 60);
    for (const file of bundles) {
      const code = readFileSync(join(installed, 'dist', file), 'utf8');
      assert.match(code, /THIRD-PARTY-LICENSES\.txt/, file);
    }
  });

  it('is imported in Node by every entry point', () => {
    const entries = Object.entries(manifest.exports)
      .filter(([name, target]) => typeof target !== 'string' && !name.includes('*'))
      .map(([name]) => name.replace('.', 'casto'))
      // The page's bundle: it begins with HTMLElement.
      .filter((name) => name !== 'casto/casto.js');
    assert.ok(entries.length >= 10, entries.join());
    const output = node(`
      for (const name of ${JSON.stringify(entries)}) {
        const exported = Object.keys(await import(name));
        if (exported.length === 0 && !name.startsWith('casto/types/')) throw new Error(name);
      }
      const { CastoPlayer } = await import('casto/player');
      const all = await import('casto');
      if (all.CastoPlayer !== CastoPlayer) throw new Error('two copies of one element');
      console.log('imported');`);
    assert.match(output, /imported/);
  });

  it('is imported where there is neither a DOM nor Node, by every entry point', async () => {
    const names = Object.keys(manifest.exports)
      .filter((name) =>
        /^\.(\/(player|broadcast|stats|directory|engine|react|casto\.js))?$/.test(name),
      )
      .map((name) => name.replace('.', 'casto'));
    assert.equal(names.length, 8);
    const inNode = JSON.parse(
      node(`
        const all = {};
        for (const name of ${JSON.stringify(names)}) {
          all[name] = Object.keys(await import(name === 'casto/casto.js' ? 'casto' : name));
        }
        console.log(JSON.stringify(all));`),
    ) as Record<string, string[]>;
    const imports = names.map((name, i) => `import * as m${i} from '${name}';`).join('\n');
    const all = names.map((name, i) => `'${name}': Object.keys(m${i})`).join();
    writeFileSync(
      join(folder, 'edge.js'),
      `${imports}
      import { createElement } from 'react';
      import { renderToString } from 'react-dom/server';
      const player = createElement(m${names.indexOf('casto/react')}.CastoPlayer, { channel: 'x' });
      console.log(JSON.stringify({ all: { ${all} }, html: renderToString(player) }));`,
    );
    // As bundlers for the edge do it: what is for browsers, and nothing of Node. Node has no HTMLElement either.
    for (const condition of ['workerd', 'edge-light', 'worker']) {
      const outDir = join(folder, `edge-${condition}`);
      await build({
        root: folder,
        configFile: false,
        logLevel: 'error',
        ssr: { noExternal: true, resolve: { conditions: [condition, 'browser', 'import'] } },
        build: {
          ssr: true,
          outDir,
          target: 'es2022',
          rollupOptions: { input: join(folder, 'edge.js'), external: [/^node:/, /^react/] },
        },
      });
      const printed = execFileSync(process.execPath, [join(outDir, 'edge.js')], {
        cwd: folder,
        encoding: 'utf8',
      });
      const told = JSON.parse(printed) as { all: Record<string, string[]>; html: string };
      for (const name of names) {
        assert.deepEqual(told.all[name]!.sort(), inNode[name]!.sort(), `${condition}: ${name}`);
      }
      assert.equal(told.html, '<casto-player channel="x"></casto-player>');
    }
  });

  it('starts a star by its command', () => {
    const { bin } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as {
      bin: Record<string, string>;
    };
    const help = execFileSync(process.execPath, [join(installed, bin['casto-star']!), '--help'], {
      encoding: 'utf8',
    });
    assert.match(help, /--port/);
    const told = execFileSync(
      process.execPath,
      [join(installed, bin['casto-star']!), '--version'],
      {
        encoding: 'utf8',
      },
    );
    assert.match(told, /^casto-star \d+\.\d+\.\d+$/m);
  });

  it('is bundled by Vite: the element, and the engine in a chunk of its own', async () => {
    const chunks = await bundle('page', `import 'casto/player';`);
    const first = chunks.find(({ isEntry }) => isEntry)!;
    assert.match(codeOf(chunks), /casto-player/);
    // The engine brings libp2p; the element alone does not.
    const names = ['/ipfs/id/1.0.0', '/meshsub/'];
    const engine = chunks.filter(({ code }) => names.some((name) => code.includes(name)));
    assert.ok(engine.length > 0);
    const atOnce = reached(chunks, first);
    assert.ok(!engine.some((each) => atOnce.has(each)), 'the engine comes with the element');
    assert.ok(!codeOf(chunks).includes('casto-directory'), 'another element came along');
  });

  it('loses what is not used, and keeps the registration of what is', async () => {
    const unused = codeOf(await bundle('unused', `import { CastoPlayer } from 'casto/react';`));
    assert.ok(unused.length < 2000, `${unused.length} characters of what nobody uses`);
    const used = codeOf(
      await bundle('used', `import { CastoStats } from 'casto/react'; console.log(CastoStats);`),
    );
    assert.match(used, /casto-stats/);
    assert.ok(!used.includes('casto-broadcast-'), 'another component came along');
    const bare = codeOf(await bundle('bare', `import 'casto';`));
    for (const tag of ['player', 'broadcast', 'stats', 'directory']) {
      assert.ok(bare.includes(`casto-${tag}`), `import 'casto' lost <casto-${tag}>`);
    }
  });

  it('keeps the names of the classes that an author meets, in the bundles as well', () => {
    const names = node(`
      const all = Object.entries(await import('casto'));
      const classes = all.filter(([name, each]) => /^C(asto|ASTO)/.test(name) && each.prototype);
      for (const [name, each] of classes) if (each.name !== name) throw new Error(name);
      console.log(classes.map(([name]) => name).join());`)
      .trim()
      .split(',');
    // Four elements, eight events, the error and the SDK.
    assert.ok(names.length >= 14, names.join());
    const split = readdirSync(join(installed, 'dist/npm')).filter((file) => file.endsWith('.js'));
    for (const files of [['casto.js'], split.map((file) => `npm/${file}`)]) {
      const code = files.map((file) => readFileSync(join(installed, 'dist', file), 'utf8')).join();
      for (const name of names) {
        assert.match(code, new RegExp(`class ${name}\\b`), `${files[0]}: ${name} lost its name`);
        assert.match(code, new RegExp(`export ?\\{[^}]*\\b${name}\\b`), `${files[0]}: no ${name}`);
      }
    }
  });

  it('tells the integrity of its single files', () => {
    const told = JSON.parse(readFileSync(join(installed, 'dist/sri.json'), 'utf8')) as Record<
      string,
      string
    >;
    const lazy = readdirSync(join(installed, 'dist/lazy'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.js'))
      .map((file) => `lazy/${file.replaceAll('\\', '/')}`);
    assert.deepEqual(Object.keys(told).sort(), ['casto-worker.js', 'casto.js', ...lazy].sort());
    for (const [file, hash] of Object.entries(told)) {
      const bytes = readFileSync(join(installed, 'dist', file));
      assert.equal(hash, `sha384-${createHash('sha384').update(bytes).digest('base64')}`);
    }
  });
});
