/** An error in two layers: a plain sentence for the viewer, the author's part behind its code and on the console. */
import { expect, waitUntil } from '@open-wc/testing';
import '../../components/casto-directory.js';
import '../../components/casto-player.js';
import { CastoError } from '../../src/base/errors.js';
import { expectAccessible } from './accessible.js';
import { key, watching } from './player-setup.js';
import { has, part, stub, useFakeEngine } from './setup.js';

describe('the words of an error in <casto-player>', () => {
  const fake = useFakeEngine();
  const told: string[] = [];
  let guard: { restore(): void };
  /** Nobody has read it yet: the console tells each text once a page. */
  let at = 0;
  const fresh = (): string => `set the attribute star="…" (${++at})`;
  beforeEach(() => {
    told.length = 0;
    guard = stub(console, 'warn', (text: string) => void told.push(text));
  });
  afterEach(() => guard.restore());

  it('are plain, with what its author needs behind the code', async () => {
    const message = fresh();
    const { player, viewing } = await watching(fake);
    viewing.fail(new CastoError('no-star', message));
    await waitUntil(() => has(player, 'error-details'), 'no details');
    const details = part<HTMLDetailsElement>(player, 'error-details')!;
    const seen = (): boolean => details.querySelector('p')!.checkVisibility();
    expect(details.querySelector('p')!.textContent).to.equal(message);
    expect(seen(), 'at first').to.equal(false);
    expect(part(player, 'error-code')!.checkVisibility(), 'the code').to.equal(true);
    details.querySelector('summary')!.click();
    expect(seen(), 'after a press').to.equal(true);
    await expectAccessible(player);
  });

  it('are opened by the space bar as well, which is no shortcut there', async () => {
    const { player, viewing } = await watching(fake);
    viewing.fail(new CastoError('no-star', fresh()));
    await waitUntil(() => has(player, 'error-details'), 'no details');
    part(player, 'error-details')!.querySelector('summary')!.focus();
    expect(key(player, ' '), 'left to the browser').to.equal(true);
    expect(key(player, 'm'), 'others are shortcuts').to.equal(false);
  });

  it('are told to the author on the console, once', async () => {
    const message = fresh();
    for (const _ of [1, 2]) {
      const { player, viewing } = await watching(fake);
      viewing.fail(new CastoError('bad-channel', message));
      await player.updateComplete;
      player.remove();
    }
    expect(told.filter((text) => text.includes(message))).to.deep.equal([
      `<casto-player> bad-channel: ${message}`,
    ]);
  });

  it('are told also while it goes on by itself, but not of what somebody stopped', async () => {
    const [going, stopped] = [fresh(), fresh()];
    const { player, viewing } = await watching(fake);
    viewing.fail(new CastoError('star-unreachable', going, { fatal: false }));
    viewing.fail(new CastoError('aborted', stopped));
    await player.updateComplete;
    expect(told.some((text) => text.includes(going))).to.equal(true);
    expect(told.some((text) => text.includes(stopped))).to.equal(false);
  });

  it('are told by a directory too', async () => {
    const message = fresh();
    const directory = document.createElement('casto-directory');
    document.body.append(directory);
    try {
      await waitUntil(() => fake.engine.watches.length > 0);
      fake.engine.watch.fail(new CastoError('no-star', message));
      expect(told).to.contain(`<casto-directory> no-star: ${message}`);
    } finally {
      directory.remove();
    }
  });

  it('leave out what is not there', async () => {
    const { player, viewing } = await watching(fake);
    viewing.fail(new CastoError('internal', ''));
    await import('../../components/player/panels/player-panels.lazy.js');
    await player.updateComplete;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(has(player, 'error-code')).to.equal(true);
    expect(has(player, 'error-details')).to.equal(false);
  });
});
