/** The WordPress plugin: its PHP parses, and its shortcode and block give the markup they should. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { importScript, projectRoot } from '../../browser/harness/root.js';

const { which } = await importScript<{ which(name: string): string | null }>('find-browser.mjs');
const php = which('php');
const plugin = join(projectRoot, 'integrations/wordpress/casto');
const read = (file: string): string => readFileSync(join(plugin, file), 'utf8');

interface Output {
  results: string[];
  done: {
    module: [string, string, unknown[], null];
    shortcode: [string, string];
    block: [string, string];
    oembed?: [string, string];
  };
  enqueued: string[];
  sanitized: string | null;
  actions: string[];
}

/** Runs the plugin with WordPress's functions replaced. */
function run(input: {
  options?: Record<string, unknown>;
  calls?: ['shortcode' | 'block', Record<string, unknown> | string | unknown[]][];
  star?: string;
}): Output {
  const output = execFileSync(
    php!,
    [
      '-d',
      'display_errors=stderr',
      '-d',
      'error_reporting=-1',
      join(projectRoot, 'test/wordpress/harness.php'),
    ],
    { input: JSON.stringify(input), encoding: 'utf8' },
  );
  return JSON.parse(output) as Output;
}

const shortcode = (attributes: Record<string, unknown> | string, options = {}): string =>
  run({ options, calls: [['shortcode', attributes]] }).results[0]!;

describe('the WordPress plugin', {
  skip: php ? false : 'no php here (apt-get install php-cli)',
}, () => {
  it('parses', () => {
    const files = readdirSync(plugin, { recursive: true, encoding: 'utf8' });
    const sources = files.filter((file) => file.endsWith('.php'));
    assert.ok(sources.length >= 5, sources.join());
    for (const file of [
      ...sources.map((source) => join(plugin, source)),
      join(projectRoot, 'test/wordpress/harness.php'),
    ]) {
      assert.match(execFileSync(php!, ['-l', file], { encoding: 'utf8' }), /No syntax errors/);
    }
  });

  it('registers a shortcode, a block and the script as a module', () => {
    const { done, enqueued } = run({});
    assert.equal(done.shortcode[0], 'casto');
    assert.equal(done.block[0], 'block');
    assert.deepEqual(done.module.slice(0, 2), [
      'casto',
      'https://blog.example/wp-content/plugins/casto/assets/casto.js',
    ]);
    assert.equal(done.oembed, undefined);
    assert.deepEqual(enqueued, [], 'a page without an element loads nothing');
    const own = run({
      options: { casto_script_url: 'https://cdn.example/casto.js' },
      calls: [['shortcode', { channel: 'a' }]],
    });
    assert.equal(own.done.module[1], 'https://cdn.example/casto.js');
    assert.deepEqual(own.enqueued, ['casto']);
  });

  it('gives the player of the shortcode', () => {
    assert.equal(
      shortcode({ channel: 'my-show' }),
      '<casto-player channel="my-show" controls></casto-player>',
    );
    assert.equal(
      shortcode(
        {
          channel: 'my-show',
          0: 'autoplay',
          1: 'MUTED',
          controls: 'no',
          poster: 'https://blog.example/p.jpg',
          relay: 'off',
          max_children: '2',
          'max-upload': '1500.5',
        },
        { casto_star: 'https://star.example' },
      ),
      '<casto-player channel="my-show" star="https://star.example" autoplay muted poster="https://blog.example/p.jpg" relay="off" max-children="2" max-upload="1500"></casto-player>',
    );
    assert.match(
      shortcode({ channel: 'a', star: '/dns4/own' }, { casto_star: 'https://star.example' }),
      /star="\/dns4\/own"/,
    );
    const owner = '12D3KooWGRUVh7iNuSHcuQZJfVKKjGgWgxWgPJXJvWTnEkQjmYkC';
    assert.match(shortcode({ channel: `${owner}/live` }), new RegExp(`channel="${owner}/live"`));
  });

  it('lets nothing out of an attribute', () => {
    const evil = `"><script>alert(1)</script>`;
    assert.equal(shortcode({ channel: evil }), '');
    assert.equal(
      shortcode({ channel: 'a\n' }),
      '<casto-player channel="a" controls></casto-player>',
    );
    for (const attributes of [
      { channel: 'a', star: evil },
      { channel: 'a', poster: `https://x/${evil}` },
      { channel: 'a', poster: 'javascript:alert(1)' },
      { channel: 'a', relay: evil },
      { channel: 'a', 'max-children': evil },
      { channel: 'a', onclick: 'alert(1)', 'x y': evil, 0: 'onload=alert(1)' },
    ]) {
      const html = shortcode(attributes);
      assert.match(html, /^<casto-player( [a-z-]+(="[^"<>]*")?)+><\/casto-player>$/, html);
      assert.doesNotMatch(html, /onclick|onload|javascript:|<script/);
    }
  });

  it('tells the author, and nobody else, that the channel is missing', () => {
    assert.equal(shortcode(''), '');
    assert.match(shortcode('', { author: true }), /^<p class="casto-hint">CASTO: set a channel/);
    assert.match(shortcode({ channel: 'no name' }, { author: true }), /casto-hint/);
  });

  it('gives the player of the block', () => {
    const { results, enqueued } = run({
      calls: [
        [
          'block',
          {
            channel: 'my-show',
            autoplay: true,
            muted: true,
            controls: true,
            poster: '',
            relay: 'auto',
          },
        ],
        ['block', { channel: 'my-show', autoplay: false, controls: false, relay: 'off' }],
      ],
    });
    assert.deepEqual(results, [
      '<div class="wp-block-casto-player"><casto-player channel="my-show" autoplay muted controls></casto-player></div>',
      '<div class="wp-block-casto-player"><casto-player channel="my-show" relay="off"></casto-player></div>',
    ]);
    assert.deepEqual(enqueued, ['casto', 'casto']);
  });

  it('turns pasted links into players, once star and watch page are set', () => {
    const options = {
      casto_star: 'https://star.example/',
      casto_watch_url: 'https://a.example/watch.html',
    };
    assert.deepEqual(run({ options }).done.oembed, [
      'https://a.example/watch.html*',
      'https://star.example/oembed',
    ]);
    const multiaddr = { ...options, casto_star: '/dns4/star.example/tcp/443' };
    assert.equal(run({ options: multiaddr }).done.oembed, undefined);
  });

  it('keeps addresses of stars, and drops the rest', () => {
    const star = ' https://star.example  /dns4/b.example/tcp/443/tls/ws javascript:x "><b> ';
    assert.equal(run({ star }).sanitized, 'https://star.example /dns4/b.example/tcp/443/tls/ws');
    assert.ok(run({}).actions.includes('admin_menu'));
  });
});

describe('the block of the WordPress plugin', () => {
  it('has the attributes that the editor sets, and the PHP knows', () => {
    const { name, attributes, editorScript } = JSON.parse(read('block/block.json')) as {
      name: string;
      attributes: Record<string, unknown>;
      editorScript: string;
    };
    const editor = read('block/editor.js');
    assert.ok(editor.includes(`registerBlockType('${name}'`));
    assert.equal(editorScript, 'file:./editor.js');
    const rendered = read('includes/render.php');
    for (const attribute of Object.keys(attributes)) {
      assert.ok(new RegExp(`\\b${attribute}\\b`).test(editor), `editor: ${attribute}`);
      assert.ok(rendered.includes(`'${attribute}' `), `render.php: ${attribute}`);
    }
    const { version } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as {
      version: string;
    };
    for (const file of ['casto.php', 'readme.txt', 'block/block.json', 'block/editor.asset.php']) {
      assert.ok(read(file).includes(version), `${file}: version ${version}`);
    }
  });
});
