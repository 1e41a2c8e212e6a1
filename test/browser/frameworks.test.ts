/**
 * The elements in real apps of React, Vue and Svelte, built by Vite: properties, events, methods,
 * mounting and unmounting, and rendering on a server.
 */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import {
  COUNT_OPEN_THINGS,
  createStage,
  type HarnessPage,
  importScript,
  type OpenThings,
  openThings,
  projectRoot,
  type Stage,
  until,
} from './harness/index.js';

const FRAMEWORKS = ['react', 'vue', 'svelte'];

const click = (page: HarnessPage, id: string): Promise<void> =>
  page.evaluate((wanted) => document.getElementById(wanted)?.click(), id);

/** What an `<output>` of the app says, which only the framework writes there. */
const waitForOutput = (page: HarnessPage, id: string, text: string): Promise<unknown> =>
  page.waitFor(
    ([wanted, expected]) => document.getElementById(wanted!)?.textContent === expected,
    [id, text],
    {
      timeoutMs: 20_000,
      message: async () =>
        `${id} to say ${text}: ${await page.evaluate(() => document.body.textContent)}\n${page.log.slice(-8).join('\n')}`,
    },
  );

const nothingOpen = (page: HarnessPage): Promise<unknown> =>
  page.waitFor(
    () => {
      const { openThings } = window as unknown as { openThings(): OpenThings };
      const { connections, workers, sockets } = openThings();
      return connections + workers + sockets === 0;
    },
    undefined,
    { message: async () => `nothing open: ${JSON.stringify(await openThings(page))}` },
  );

/** Warnings of a framework, and what a page threw. */
const complaints = (page: HarnessPage): string[] =>
  page.log.filter((line) => /^\[(pageerror|error|warning)\]/.test(line));

for (const framework of FRAMEWORKS) {
  describe(`an app made with ${framework}`, () => {
    let stage: Stage;
    let broadcaster: HarnessPage;
    let viewer: HarnessPage;

    const open = async (): Promise<HarnessPage> => {
      const page = await stage.page();
      await page.onNewDocument(COUNT_OPEN_THINGS);
      await page.goto(`${stage.server.url}frameworks/${framework}/`);
      await page.waitFor(() => document.getElementById('camera'));
      return page;
    };

    before(async () => {
      const { buildApp } = await importScript<{ buildApp(name: string): Promise<void> }>(
        'frameworks.mjs',
      );
      await buildApp(framework);
      stage = await createStage();
      broadcaster = await open();
      viewer = await open();
    });
    after(() => stage?.close());

    it('is rendered on a server, booleans as attributes without a value', async () => {
      const file = join(projectRoot, `build/demo/frameworks/${framework}-server/server.js`);
      const { render } = (await import(pathToFileURL(file).href)) as {
        render(): string | Promise<string>;
      };
      const html = await render();
      const player = /<casto-player[^>]*>/.exec(html)?.[0] ?? '';
      for (const attribute of ['autoplay', 'controls', 'muted']) {
        assert.match(player, new RegExp(` ${attribute}(=""|[ >])`), player);
      }
      assert.match(player, new RegExp(`channel="${framework}"`));
      assert.match(player, /relay="auto"/);
      const broadcast = /<casto-broadcast[^>]*>/.exec(html)?.[0] ?? '';
      assert.match(broadcast, /max-children="4"/);
      // A stream is no text.
      assert.doesNotMatch(broadcast, /srcobject/i);
    });

    it('broadcasts a stream given as a property, and hears of it by an event', async () => {
      await waitForOutput(broadcaster, 'on-air', 'idle');
      await click(broadcaster, 'camera');
      await waitForOutput(broadcaster, 'on-air', 'live');
      const given = await broadcaster.evaluate(() => {
        const element = document.querySelector('casto-broadcast')!;
        return {
          stream: element.srcObject instanceof MediaStream,
          channel: element.channelId.split('/').at(-1),
          maxChildren: element.maxChildren,
          label: element.label,
          source: element.source,
          attribute: element.hasAttribute('srcobject'),
        };
      });
      assert.deepEqual(
        { ...given, label: given.label.toLowerCase() },
        {
          stream: true,
          channel: framework,
          maxChildren: 4,
          label: `from ${framework}`,
          source: 'none',
          attribute: false,
        },
      );
    });

    it('watches, and passes changes of its state to the element', async () => {
      await click(viewer, 'watching');
      await waitForOutput(viewer, 'state', 'playing');
      await viewer.waitFor(() => (document.querySelector('casto-player')?.videoWidth ?? 0) > 0);
      await waitForOutput(broadcaster, 'viewers', '1');
      const read = (): Promise<unknown> =>
        viewer.evaluate(() => {
          const { autoplay, controls, muted, relay } = document.querySelector('casto-player')!;
          return { autoplay, controls, muted, relay };
        });
      assert.deepEqual(await read(), {
        autoplay: true,
        controls: true,
        muted: true,
        relay: 'auto',
      });
      await click(viewer, 'muted');
      await click(viewer, 'relay');
      await viewer.waitFor(() => document.querySelector('casto-player')?.relay === 'off');
      assert.deepEqual(await read(), {
        autoplay: true,
        controls: true,
        muted: false,
        relay: 'off',
      });
      await click(viewer, 'muted');
      await click(viewer, 'relay');
      await viewer.waitFor(() => document.querySelector('casto-player')?.muted === true);
      assert.deepEqual(await read(), {
        autoplay: true,
        controls: true,
        muted: true,
        relay: 'auto',
      });
    });

    if (framework === 'react') {
      it('hears of events by the components for older Reacts', async () => {
        await viewer.waitFor(() => {
          const { shadowRoot } = document.querySelector('casto-directory')!;
          const channel = shadowRoot?.querySelector<HTMLElement>('[part~="channel"]');
          channel?.click();
          return channel;
        });
        const { channelId } = await broadcaster.evaluate(() => ({
          channelId: document.querySelector('casto-broadcast')!.channelId,
        }));
        await waitForOutput(viewer, 'picked', channelId);
      });

      it('hears of them in a page that a server has rendered', async () => {
        const folder = join(projectRoot, 'build/demo/frameworks');
        const { render } = (await import(
          pathToFileURL(join(folder, 'react-server/server.js')).href
        )) as { render(): string };
        const index = await readFile(join(folder, 'react/index.html'), 'utf8');
        const page = index.replace('<div id="app">', () => `<div id="app">${render()}`);
        assert.match(page, /<casto-directory/);
        await writeFile(join(folder, 'react/rendered.html'), page);
        const rendered = await stage.page();
        await rendered.goto(`${stage.server.url}frameworks/react/rendered.html`);
        await rendered.waitFor(() => {
          const { shadowRoot } = document.querySelector('casto-directory')!;
          shadowRoot?.querySelector<HTMLElement>('[part~="channel"]')?.click();
          return document.getElementById('picked')?.textContent;
        });
        await rendered.waitFor(() => (document.querySelector('casto-player')?.videoWidth ?? 0) > 0);
        assert.deepEqual(complaints(rendered), []);
        await rendered.close();
      });
    }

    it('leaves nothing behind when the component is unmounted', async (test) => {
      const cycle = async (): Promise<void> => {
        await click(viewer, 'watching');
        await viewer.waitFor(() => document.querySelector('casto-player') === null);
        await nothingOpen(viewer);
        await click(viewer, 'watching');
        await viewer.waitFor(
          () => document.querySelector('casto-player')?.state === 'playing',
          undefined,
          { timeoutMs: 20_000 },
        );
      };
      // A second each to wait for otherwise; that it is one is a test of the elements.
      await viewer.evaluate(() => {
        const player = customElements.get('casto-player') as unknown as { releaseGraceMs: number };
        player.releaseGraceMs = 50;
      });
      // The first one fills caches and compiles code.
      await cycle();
      const early = await viewer.counters();
      for (let i = 0; i < 2; i++) await cycle();
      // What waits for a timeout goes with that; what is left behind stays.
      let late = early;
      await until(
        async () => {
          late = await viewer.counters();
          return late.listeners <= early.listeners + 5 && late.nodes <= early.nodes + 30;
        },
        { message: () => `nothing left: ${JSON.stringify({ early, late })}` },
      );
      test.diagnostic(JSON.stringify({ early, late }));
    });

    it('ends the broadcast when the property becomes null, without a complaint', async () => {
      await click(broadcaster, 'camera');
      await waitForOutput(broadcaster, 'on-air', 'ended');
      await waitForOutput(viewer, 'state', 'ended');
      assert.deepEqual([...complaints(broadcaster), ...complaints(viewer)], []);
    });
  });
}
