/** demo/embed.html in a frame of another origin: it plays, obeys its own parent, and nobody else. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { EMBED_ALLOW } from '../../components/share/share-core.js';
import {
  createStage,
  type HarnessPage,
  SMALL,
  type Stage,
  statsOf,
  until,
} from './harness/index.js';

interface Message {
  casto: number;
  event?: string;
  reply?: string;
  [more: string]: unknown;
}

/** What the test page around the frames keeps. */
interface Around {
  heard: Record<string, Message[]>;
  frames: Record<string, HTMLIFrameElement>;
}

describe('the page for frames', () => {
  let stage: Stage;
  let broadcaster: HarnessPage;
  let page: HarnessPage;

  /** Puts a frame of the embed page on the test page. */
  const embed = (name: string, query: Record<string, string>): Promise<void> =>
    page.evaluate(
      ({ name, src, allow }) => {
        const around = window as unknown as Around;
        const frame = document.createElement('iframe');
        frame.width = '480';
        frame.height = '270';
        frame.title = name;
        frame.allow = allow;
        frame.src = src;
        around.frames[name] = frame;
        around.heard[name] = [];
        document.body.append(frame);
      },
      {
        name,
        src: `${stage.server.url}embed.html?${new URLSearchParams({ channel: 'live', ...query })}`,
        allow: EMBED_ALLOW,
      },
    );

  const say = (name: string, message: object): Promise<void> =>
    page.evaluate(
      ({ name, message }) => {
        (window as unknown as Around).frames[name]?.contentWindow?.postMessage(message, '*');
      },
      { name, message },
    );

  const heard = (name: string): Promise<Message[]> =>
    page.evaluate((name) => (window as unknown as Around).heard[name] ?? [], name);

  const event = (name: string, wished: Partial<Message>): Promise<Message> =>
    until(
      async () =>
        (await heard(name)).find((message) =>
          Object.entries(wished).every(([key, value]) => message[key] === value),
        ),
      {
        timeoutMs: 20_000,
        message: async () =>
          `${JSON.stringify(wished)}: ${JSON.stringify(await heard(name))}\n${page.log.slice(-8).join('\n')}`,
      },
    );

  let asked = 0;
  /** A command with its answer. */
  const command = async (name: string, command: string, value?: unknown): Promise<Message> => {
    const id = `q${++asked}`;
    await say(name, { casto: 1, command, value, id });
    return event(name, { reply: id });
  };

  before(async () => {
    stage = await createStage();
    broadcaster = await stage.broadcaster({ ...SMALL });
    page = await stage.page();
    // The same server under another name is another origin.
    const elsewhere = stage.server.blank.replace('127.0.0.1', 'localhost');
    assert.notEqual(elsewhere, stage.server.blank);
    await page.goto(elsewhere);
    await page.evaluate(() => {
      const around = window as unknown as Around;
      around.heard = {};
      around.frames = {};
      addEventListener('message', ({ source, data }) => {
        for (const [name, frame] of Object.entries(around.frames)) {
          if (frame.contentWindow === source) around.heard[name]?.push(data);
        }
      });
    });
  });
  after(() => stage?.close());

  it('plays by itself, and tells the page around what happens', async () => {
    await embed('ours', { autoplay: '1', muted: '1' });
    const ready = await event('ours', { event: 'ready' });
    assert.equal(ready.casto, 1);
    assert.deepEqual(ready.commands, ['play', 'pause', 'mute', 'unmute', 'volume', 'state']);
    const playing = await event('ours', { event: 'statechange', to: 'playing' });
    assert.equal(playing.from, 'connecting');
    await event('ours', { event: 'playing' });
    await event('ours', { event: 'viewers', viewers: 1 });
    assert.equal((await statsOf(broadcaster)).viewers, 1);
    const { value } = await command('ours', 'state');
    const { channelId, ...state } = value as Record<string, unknown>;
    assert.match(String(channelId), /^12D3KooW\w+\/live$/);
    assert.deepEqual(state, {
      state: 'playing',
      paused: false,
      muted: true,
      volume: 1,
      viewers: 1,
    });
    if (process.env.CASTO_SHOTS) await page.screenshot(`${process.env.CASTO_SHOTS}/embed.png`);
  });

  it('obeys its parent', async () => {
    const state = async (): Promise<Record<string, unknown>> =>
      (await command('ours', 'state')).value as Record<string, unknown>;
    assert.equal((await command('ours', 'pause')).ok, true);
    await event('ours', { event: 'pause' });
    assert.equal((await state()).paused, true);
    assert.equal((await command('ours', 'play')).ok, true);
    assert.equal((await state()).paused, false);
    assert.equal((await command('ours', 'unmute')).ok, true);
    await event('ours', { event: 'volumechange', muted: false });
    assert.equal((await command('ours', 'volume', 0.25)).ok, true);
    await event('ours', { event: 'volumechange', volume: 0.25 });
    assert.equal((await command('ours', 'mute')).ok, true);
    assert.deepEqual([(await state()).muted, (await state()).volume], [true, 0.25]);
  });

  it('refuses what it does not know', async () => {
    for (const [name, value] of [
      ['explode', undefined],
      ['constructor', undefined],
      ['volume', 2],
      ['volume', 'loud'],
    ] as const) {
      const answer = await command('ours', name, value);
      assert.equal(answer.ok, false, name);
      assert.ok((answer.error as { message: string }).message.length > 0);
    }
    // Another version, and other scripts' messages.
    const before = (await heard('ours')).length;
    await say('ours', { casto: 2, command: 'unmute', id: 'v2' });
    await say('ours', { command: 'unmute', id: 'bare' });
    await say('ours', { casto: 1, id: 'empty' });
    const { value } = await command('ours', 'state');
    assert.equal((value as { muted: boolean }).muted, true);
    assert.equal((await heard('ours')).length, before + 1, 'one answer to four messages');
  });

  it('takes nothing from other windows of the same page', async () => {
    await page.evaluate(() => {
      const sibling = document.createElement('iframe');
      document.body.append(sibling);
      const inner = sibling.contentWindow as (Window & typeof globalThis) | null;
      const target = (window as unknown as Around).frames.ours?.contentWindow;
      if (!inner || !target) throw new Error('no frames');
      const post = new inner.Function('target', 'message', `target.postMessage(message, '*')`);
      post(target, { casto: 1, command: 'unmute' });
      post(target, { casto: 1, command: 'pause' });
    });
    const { value } = await command('ours', 'state');
    const { muted, paused } = value as { muted: boolean; paused: boolean };
    assert.deepEqual({ muted, paused }, { muted: true, paused: false });
  });

  it('says nothing to, and takes nothing from, an origin that the address does not name', async () => {
    await embed('foreign', { autoplay: '1', muted: '1', origin: 'https://elsewhere.example' });
    await embed('named', {
      origin: new URL(stage.server.blank.replace('127.0.0.1', 'localhost')).origin,
    });
    await event('named', { event: 'ready' });
    // Both players of the page's frames watch now; the foreign one speaks to nobody.
    await until(async () => (await statsOf(broadcaster)).viewers === 2, {
      message: async () => `two viewers: ${(await statsOf(broadcaster)).viewers}`,
    });
    await say('foreign', { casto: 1, command: 'state', id: 'hello' });
    assert.equal((await command('named', 'state')).ok, true);
    assert.equal((await command('ours', 'state')).ok, true);
    assert.deepEqual(await heard('foreign'), []);
  });

  it('needs nothing that its Content-Security-Policy refuses', () => {
    const complaints = page.log.filter(
      (line) =>
        /^\[(error|pageerror)\]/.test(line) &&
        // Chromium tells of each message for an origin that is not there.
        !line.includes("Failed to execute 'postMessage'"),
    );
    assert.deepEqual(complaints, []);
  });
});
