/** axe on the states that no other test has looked at, and on every element in other languages. */
import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import '../../components/casto-broadcast.js';
import '../../components/casto-directory.js';
import '../../components/casto-player.js';
import '../../components/casto-stats.js';
import type { CastoBroadcast } from '../../components/broadcast/broadcast-element.js';
import type { CastoDirectory } from '../../components/directory/directory-element.js';
import type { CastoPlayer } from '../../components/player/player-element.js';
import type { CastoStatsElement } from '../../components/stats/stats-element.js';
import { CastoError, type CastoErrorCode } from '../../src/base/errors.js';
import { expectAccessible } from './accessible.js';
import { type FakeComputer, openPanel, useFakeComputer } from './broadcast-helpers.js';
import { fakeRecord, fakeStats } from './fake-engine.js';
import { has, stub, useFakeEngine } from './setup.js';

const CODES: CastoErrorCode[] = [
  'no-star',
  'star-unreachable',
  'permission-denied',
  'device-missing',
  'channel-taken',
  'no-parent',
  'unsupported',
  'internal',
];

describe('axe in every state', () => {
  const fake = useFakeEngine();
  let computer: FakeComputer;
  useFakeComputer((fresh) => {
    computer = fresh;
  });

  const broadcaster = () =>
    fixture<CastoBroadcast>(html`<casto-broadcast controls label="Show"></casto-broadcast>`);

  it('broadcast: asking, on the way, live, lost, ended', async () => {
    const asked: ((stream: MediaStream) => void)[] = [];
    const guard = stub(
      navigator.mediaDevices,
      'getUserMedia',
      () => new Promise<MediaStream>((resolve) => asked.push(resolve)),
    );
    let goLive = (): void => {};
    fake.engine.beforeLive = new Promise<void>((resolve) => {
      goLive = resolve;
    });
    try {
      const element = await broadcaster();
      const started = element.start();
      await waitUntil(() => asked.length === 1);
      expect(element.state).to.equal('requesting');
      await element.updateComplete;
      await expectAccessible(element);
      asked[0]!(computer.picture());
      await waitUntil(() => element.state === 'connecting');
      await element.updateComplete;
      await expectAccessible(element);
      goLive();
      await started;
      fake.engine.broadcast.fail(new CastoError('device-missing', 'x', { fatal: false }));
      await element.updateComplete;
      await expectAccessible(element);
      fake.engine.broadcast.to('reconnecting');
      await element.updateComplete;
      await expectAccessible(element);
      await element.stop();
      await element.updateComplete;
      await expectAccessible(element);
    } finally {
      guard.restore();
    }
  });

  it('broadcast: its panels', async () => {
    const element = await broadcaster();
    await element.start();
    await element.updateComplete;
    for (const name of ['source', 'settings', 'share']) {
      await openPanel(element, name);
      await expectAccessible(element);
    }
  });

  it('broadcast and player: each error', async () => {
    for (const code of CODES) {
      fake.engine.refuseBroadcast = new CastoError(code, code);
      const element = await broadcaster();
      await element.start().catch(() => {});
      await element.updateComplete;
      expect(has(element, 'message'), code).to.equal(true);
      await expectAccessible(element);
      element.remove();
      const player = await fixture<CastoPlayer>(
        html`<casto-player channel="a" autoplay muted controls></casto-player>`,
      );
      await waitUntil(() => player.state === 'connecting' && fake.engine.viewings.length > 0);
      fake.engine.viewing.fail(new CastoError(code, code));
      await player.updateComplete;
      await expectAccessible(player);
      player.remove();
    }
  });

  it('statistics: of nobody, of each role, laid over a player', async () => {
    const none = await fixture<CastoStatsElement>(html`<casto-stats for="x"></casto-stats>`);
    await expectAccessible(none);
    const box = await fixture<HTMLElement>(html`<div>
      <casto-player id="p" channel="a" autoplay muted></casto-player>
      <casto-stats for="p"></casto-stats>
      <casto-stats for="p" mode="overlay"></casto-stats>
    </div>`);
    const [panel, overlay] = box.querySelectorAll<CastoStatsElement>('casto-stats');
    await waitUntil(() => fake.engine.viewings.length > 0);
    const { viewing } = fake.engine;
    viewing.play();
    for (const role of ['broadcaster', 'viewer', 'relay'] as const) {
      viewing.stats = fakeStats({ role, ...(role === 'relay' ? {} : { children: [] }) });
      await waitUntil(
        () => panel!.stats?.role === role && overlay!.stats?.role === role,
        `no figures of a ${role}`,
        { timeout: 5000 },
      );
      await panel!.updateComplete;
      await expectAccessible(box);
    }
  });

  for (const [lang, word] of [
    ['ko', '라이브'],
    ['ar', 'مباشر'],
  ] as const) {
    it(`all four in ${lang}, on a dark page`, async () => {
      const box = await fixture<HTMLElement>(html`<div lang=${lang}>
        <casto-broadcast controls></casto-broadcast>
        <casto-player channel="a" autoplay muted controls></casto-player>
        <casto-stats></casto-stats>
        <casto-directory></casto-directory>
      </div>`);
      box.style.colorScheme = 'dark';
      box.style.background = '#15171c';
      const broadcast = box.querySelector<CastoBroadcast>('casto-broadcast')!;
      const player = box.querySelector<CastoPlayer>('casto-player')!;
      const directory = box.querySelector<CastoDirectory>('casto-directory')!;
      await broadcast.start();
      await waitUntil(() => fake.engine.viewings.length > 0 && fake.engine.watches.length > 0);
      fake.engine.viewing.play();
      fake.engine.watch.show(fakeRecord(), fakeRecord({ channelId: 'o/b', title: 'b' }));
      for (const each of [broadcast, player]) {
        await waitUntil(() => each.shadowRoot?.textContent?.includes(word), `no ${lang}`);
      }
      const direction = lang === 'ar' ? 'rtl' : 'ltr';
      for (const each of [broadcast, player, directory]) {
        expect(getComputedStyle(each).direction, each.localName).to.equal(direction);
      }
      const inside = [...player.shadowRoot!.children].map((child) => (child as HTMLElement).lang);
      expect([...new Set(inside)]).to.deep.equal([lang]);
      await waitUntil(() => player.currentTime > 0);
      await expectAccessible(box);
    });
  }
});
