/** The programs that the documents show do what their documents say. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createStar, type Star } from '../../../src/star/star.js';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const TIMEOUT_MS = 20_000;

interface Program {
  /** The first line that matches; rejects when the program ends or says nothing of the kind. */
  line(pattern: RegExp): Promise<RegExpExecArray>;
  process: ChildProcess;
}

const running = new Set<ChildProcess>();

function start(file: string, args: string[], env: NodeJS.ProcessEnv = {}): Program {
  const child = spawn(process.execPath, [join(root, file), ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let text = '';
  const listeners = new Set<() => void>();
  const hear = (chunk: string): void => {
    text += chunk;
    for (const listener of listeners) listener();
  };
  child.stdout.setEncoding('utf8').on('data', hear);
  child.stderr.setEncoding('utf8').on('data', hear);
  child.once('exit', () => running.delete(child));
  return {
    process: child,
    line: (pattern) =>
      new Promise((resolve, reject) => {
        const finish = (act: () => void): void => {
          clearTimeout(timer);
          listeners.delete(look);
          child.off('exit', ended);
          act();
        };
        const look = (): void => {
          const match = pattern.exec(text);
          if (match) finish(() => resolve(match));
        };
        const ended = (): void => finish(() => reject(new Error(`It ended. It said:\n${text}`)));
        const timer = setTimeout(
          () => finish(() => reject(new Error(`Nothing like ${pattern}. It said:\n${text}`))),
          TIMEOUT_MS,
        );
        listeners.add(look);
        child.once('exit', ended);
        look();
      }),
  };
}

describe('programs of the documents', () => {
  let star: Star;
  before(async () => {
    star = await createStar({ port: 0, host: '127.0.0.1' });
  });
  after(async () => {
    for (const child of running) child.kill('SIGKILL');
    await star?.stop();
  });

  it('codelab: two peers make themselves, meet on a star, dial and answer', async () => {
    const file = 'docs/codelab/peer.mjs';
    const first = start(file, ['--star', star.url]);
    const [, firstId] = await first.line(/^I am (\S+)$/m);
    await first.line(/^reachable at \S+\/p2p-circuit\/p2p\/\S+$/m);
    const [, channel] = await first.line(/peer\.mjs (\S+)$/m);
    const second = start(file, [channel!, '--star', star.url]);
    const [, secondId] = await second.line(/^I am (\S+)$/m);
    assert.notEqual(firstId, secondId);
    await first.line(new RegExp(`^found ${secondId}$`, 'm'));
    await second.line(new RegExp(`^found ${firstId}$`, 'm'));
    // The one with the greater id dials and hears the answer; the other hears the greeting.
    const [dialler, answerer] = firstId! > secondId! ? [first, second] : [second, first];
    const [diallerId, answererId] = [firstId!, secondId!].sort().reverse();
    await answerer.line(new RegExp(`^${diallerId} says: hello from ${diallerId}$`, 'm'));
    await dialler.line(
      new RegExp(`^${answererId} says: hello from ${diallerId} back to you$`, 'm'),
    );
    for (const { process: child } of [first, second]) child.kill('SIGINT');
  });

  it('turn: casto.json names the star, and credentials that a TURN server accepts', async () => {
    const program = start('docs/turn/casto-json.mjs', [], {
      STAR: star.url,
      TURN_SECRET: 'secret',
      PORT: '0',
    });
    const [url] = await program.line(/^http:\S+$/m);
    const answer = await fetch(url);
    assert.equal(answer.headers.get('access-control-allow-origin'), '*');
    const { stars, iceServers } = (await answer.json()) as {
      stars: string[];
      iceServers: { urls: string[]; username?: string; credential?: string }[];
    };
    assert.deepEqual(stars, star.multiaddrs);
    const turn = iceServers.find(({ urls }) => urls.some((each) => each.startsWith('turn:')))!;
    const expiry = Number(turn.username);
    assert.ok(expiry > Date.now() / 1000 + 3600, 'ends in the future');
    assert.equal(
      turn.credential,
      createHmac('sha1', 'secret').update(turn.username!).digest('base64'),
    );
    program.process.kill('SIGTERM');
  });
});
