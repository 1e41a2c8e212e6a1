/** Where the hosts are installed, built and served: a folder each, which goes with the test. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { importScript, startServer, until } from '../../browser/harness/index.js';
import { EXAMPLE, type Host } from './host.js';

const INSTALL_MS = 6 * 60_000;
const BUILD_MS = 6 * 60_000;
const START_MS = 60_000;
/** Of a host that wants a newer Node than this one, when it has to come from npm. */
const NODE_MAJOR = 24;
const CHANNEL = 'hosts';

export interface Workshop {
  /** A folder with files in it, and CASTO and these packages installed. */
  install(
    name: string,
    packages: Record<string, string>,
    files: Record<string, string>,
  ): Promise<string>;
  /** Installs and builds; rejects with what the tool said. */
  build(host: Host, star: string): Promise<Built>;
  close(): Promise<void>;
}

export interface Built {
  /** `next 16.4.6, react 19.3.1`. */
  versions: string;
  serve(): Promise<Served>;
  remove(): Promise<void>;
}

export interface Served {
  /** Ends with a slash. */
  url: string;
  close(): Promise<void>;
}

/** What a person's own shell would have: nothing of the npm script and the test that this runs in. */
function plainEnv(node: string): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) =>
      !/^(npm_(package|lifecycle|command|config_local_prefix)|INIT_CWD|NODE_(TEST_CONTEXT|OPTIONS|ENV)$)/.test(
        name,
      ),
  );
  return {
    ...Object.fromEntries(own),
    // npm, and the tools that it starts, are scripts that run in the first Node on the path.
    PATH: [dirname(node), process.env.PATH].join(delimiter),
    NEXT_TELEMETRY_DISABLED: '1',
    NUXT_TELEMETRY_DISABLED: '1',
    ASTRO_TELEMETRY_DISABLED: '1',
    NG_CLI_ANALYTICS: 'false',
    CI: '1',
  };
}

/** @throws with the end of what it said, when it fails or takes longer. */
function npm(args: string[], folder: string, node: string, mostMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const groups = process.platform !== 'win32';
    const child = spawn('npm', args, {
      cwd: folder,
      env: plainEnv(node),
      stdio: ['ignore', 'pipe', 'pipe'],
      // With all that a build starts, it can be ended.
      detached: groups,
      shell: !groups,
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        said = (said + chunk).slice(-6000);
        if (process.env.DEBUG) process.stderr.write(chunk);
      });
    }
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      if (groups && child.pid) process.kill(-child.pid, 'SIGKILL');
      else child.kill('SIGKILL');
    }, mostMs);
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(timer);
      if (code === 0) return resolve();
      const how = late ? `took longer than ${mostMs / 1000} s` : `ended with ${code}`;
      reject(new Error(`npm ${args.join(' ')} ${how}:\n${said}`));
    });
  });
}

async function write(folder: string, files: Record<string, string>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

const quiet = ['--no-audit', '--no-fund', '--no-progress'];

export async function openWorkshop(): Promise<Workshop> {
  const shop = await mkdtemp(join(tmpdir(), 'casto-hosts-'));
  const { pack } = await importScript<{ pack(folder: string): string }>('pack.mjs');
  const tarball = pack(shop);
  let newer: Promise<string> | null = null;

  /** A Node that is new enough: this one, or one that npm has as a package. */
  const nodeFor = (least = 0): Promise<string> => {
    if (Number(process.versions.node.split('.')[0]) >= least) {
      return Promise.resolve(process.execPath);
    }
    const installed = async (): Promise<string> => {
      const system = process.platform === 'win32' ? 'win' : process.platform;
      const name = `node-${system}-${process.arch}`;
      const folder = join(shop, 'node');
      await write(folder, { 'package.json': '{ "private": true }\n' });
      await npm(
        ['install', ...quiet, `${name}@${NODE_MAJOR}`],
        folder,
        process.execPath,
        INSTALL_MS,
      );
      const file = process.platform === 'win32' ? 'node.exe' : 'node';
      return join(folder, 'node_modules', name, 'bin', file);
    };
    newer ??= installed();
    return newer;
  };

  const install = async (
    name: string,
    packages: Record<string, string>,
    files: Record<string, string>,
    { node = process.execPath, scripts = {} } = {},
  ): Promise<string> => {
    const folder = join(shop, name);
    await write(folder, {
      'package.json': JSON.stringify({
        name,
        private: true,
        type: 'module',
        scripts,
        dependencies: { ...packages, casto: `file:${tarball}` },
      }),
      ...files,
    });
    await npm(['install', ...quiet], folder, node, INSTALL_MS);
    return folder;
  };

  return {
    install,
    async build(host, star) {
      const node = await nodeFor(host.node);
      const files = Object.entries(await host.files()).map(([path, text]) => [
        path,
        text.replaceAll(EXAMPLE.star, star).replaceAll(EXAMPLE.channel, CHANNEL),
      ]);
      const folder = await install(
        host.name.replaceAll(/\W+/g, '-').toLowerCase(),
        host.packages,
        Object.fromEntries(files),
        { node, scripts: { build: host.build } },
      );
      await npm(['run', 'build'], folder, node, BUILD_MS);
      const versions = host.shown.map(async (name) => {
        const text = await readFile(join(folder, 'node_modules', name, 'package.json'), 'utf8');
        return `${name} ${(JSON.parse(text) as { version: string }).version}`;
      });
      return {
        versions: (await Promise.all(versions)).join(', '),
        serve: () => serve(host, folder, node),
        remove: () => rm(folder, { recursive: true, force: true }),
      };
    },
    close: () => rm(shop, { recursive: true, force: true }),
  };
}

async function serve({ served }: Host, folder: string, node: string): Promise<Served> {
  if ('folder' in served) return startServer({ mounts: { '/': join(folder, served.folder) } });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const child = spawn(node, [join(folder, served.script), ...(served.args ?? [])], {
    cwd: folder,
    env: {
      ...plainEnv(node),
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: String(port),
      ORIGIN: url.slice(0, -1),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      said = (said + chunk).slice(-4000);
    });
  }
  const close = () => ended(child);
  try {
    await until(
      () => {
        if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode}`);
        return fetch(url).then(({ status }) => status > 0);
      },
      { timeoutMs: START_MS, intervalMs: 200, message: () => `the host's server:\n${said}` },
    );
  } catch (error) {
    await close();
    throw error;
  }
  return { url, close };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  // It may wait for connections that pages have kept open.
  child.kill('SIGKILL');
  await gone;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });
}
