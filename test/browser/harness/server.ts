/** The web server that test pages are loaded from: dist/, the demo, and the page harness. */
import { join } from 'node:path';
import { importScript, projectRoot } from './root.js';

interface DemoServerModule {
  startDemoServer(options: {
    port?: number;
    host?: string;
    star?: string;
    mounts?: [string, string][];
  }): Promise<{ url: string; close(): Promise<void> }>;
}

export interface TestServer {
  /** Ends with a slash. */
  url: string;
  /** A page with nothing but the page harness on it; `casto` loads the bundle as well. */
  blank: string;
  casto: string;
  close(): Promise<void>;
}

export interface ServerOptions {
  /** The star's http URL, given to pages at /.well-known/casto.json. */
  star?: string;
  port?: number;
  /** More folders to serve: URL prefix → folder. */
  mounts?: Record<string, string>;
}

export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
  const { startDemoServer } = await importScript<DemoServerModule>('demo-server.mjs');
  const server = await startDemoServer({
    port: options.port ?? 0,
    ...(options.star === undefined ? {} : { star: options.star }),
    mounts: [
      ...Object.entries(options.mounts ?? {}),
      ['/dist/', join(projectRoot, 'dist')],
      ['/frameworks/', join(projectRoot, 'build/demo/frameworks')],
      ['/mediabunny/', join(projectRoot, 'node_modules/mediabunny/dist/bundles')],
      ['/harness/', join(projectRoot, 'build/test/browser/harness/page')],
      ['/pages/', join(projectRoot, 'test/browser/pages')],
      ['/', join(projectRoot, 'demo')],
    ],
  });
  return {
    url: server.url,
    blank: `${server.url}pages/blank.html`,
    casto: `${server.url}pages/casto.html`,
    close: () => server.close(),
  };
}
