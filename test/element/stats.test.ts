import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import '../../components/casto-player.js';
import '../../components/casto-stats.js';
import type { CastoPlayer } from '../../components/player/player-element.js';
import type { CastoStatsElement } from '../../components/stats/stats-element.js';
import { fakeStats } from './fake-engine.js';
import { part, shadowText, stub, useFakeEngine } from './setup.js';

describe('<casto-stats>', () => {
  const fake = useFakeEngine();

  async function page(template: ReturnType<typeof html>) {
    const root = await fixture<HTMLElement>(template);
    await waitUntil(() => fake.engine.viewings.length > 0);
    const stats = root.querySelector<CastoStatsElement>('casto-stats')!;
    return { root, stats, player: root.querySelector<CastoPlayer>('casto-player')! };
  }

  /** The figure beside a row's name. */
  function row(stats: CastoStatsElement, name: string): string {
    const rows = [...stats.shadowRoot!.querySelectorAll('[part=table] tr')];
    const found = rows.find((each) => each.querySelector('th')?.textContent === name);
    return (
      found
        ?.querySelector('td')
        ?.textContent?.replace(/[\s\u2060]+/g, ' ')
        .trim() ?? '(none)'
    );
  }

  it('shows every figure of the named element', async () => {
    const { stats, player } = await page(html`<div>
      <casto-player id="first" channel="a" autoplay muted></casto-player>
      <casto-stats for="first"></casto-stats>
    </div>`);
    expect(stats.target === player).to.equal(true);
    await waitUntil(() => row(stats, 'Role') === 'relay', 'no figures', { timeout: 4000 });
    const expected: Record<string, string> = {
      Depth: '2',
      'Round trip': '12 ms',
      Jitter: '4 ms',
      'Packets lost': '3',
      'First frame after': '820 ms',
      'Changes of parent': '1 (last: leave, 33 ms)',
      Viewers: '7',
      Picture: '640 × 360 at 30 fps',
      Codec: 'VP8',
      'Frames dropped': '2 of 900',
      Freezes: '0',
      Star: 'connected · /ip4/127.0.0.1/tcp/9090/ws',
    };
    for (const [name, text] of Object.entries(expected))
      expect(row(stats, name), name).to.equal(text);
    expect(row(stats, 'Fed by')).to.contain('forward');
    const text = shadowText(stats);
    for (const figure of ['2.4 Mbit/s', '140 ms', '30', 'Feeds 1', 'carry', '2.3 Mbit/s']) {
      expect(text).to.contain(figure);
    }
    expect(stats.shadowRoot!.querySelectorAll('[part~=graph]')).to.have.length(5);
    expect(stats.shadowRoot!.querySelector('[part=tree]')?.getAttribute('aria-label')).to.contain(
      '2 hops from the broadcaster and feeds 1 page',
    );
    await expect(stats).to.be.accessible();
  });

  it('finds the nearest element without for', async () => {
    const { root, stats } = await page(html`<div>
      <casto-player channel="far" autoplay muted></casto-player>
      <section><casto-player id="near" channel="near"></casto-player><casto-stats></casto-stats></section>
    </div>`);
    expect(stats.target?.id).to.equal('near');
    root.querySelector('#near')!.remove();
    expect(stats.target === root.querySelector('casto-player')).to.equal(true);
  });

  it('takes the last of several before it, else the first behind it', async () => {
    const { root, stats } = await page(html`<div>
      <casto-player id="a" channel="a" autoplay muted></casto-player>
      <casto-player id="b" channel="b"></casto-player>
      <casto-stats></casto-stats>
      <casto-player id="c" channel="c"></casto-player>
      <casto-player id="d" channel="d"></casto-player>
    </div>`);
    expect(stats.target?.id).to.equal('b');
    root.querySelector('#a')!.remove();
    root.querySelector('#b')!.remove();
    expect(stats.target?.id).to.equal('c');
  });

  it('says when there is nothing to measure', async () => {
    const stats = await fixture<CastoStatsElement>(html`<casto-stats for="nobody"></casto-stats>`);
    await stats.updateComplete;
    expect(stats.target).to.equal(null);
    expect(shadowText(stats)).to.contain('nobody');
    expect(stats.stats).to.equal(null);
  });

  it('measures only while it can be seen, and stops when removed', async () => {
    let asked = 0;
    const { root, stats } = await page(html`<div>
      <casto-player channel="a" autoplay muted></casto-player>
      <casto-stats hidden></casto-stats>
    </div>`);
    const { viewing } = fake.engine;
    viewing.getStats = async () => {
      asked++;
      return fakeStats();
    };
    const other = document.createElement('casto-stats');
    root.append(other);
    await waitUntil(() => other.stats !== null, 'the visible one shows nothing', { timeout: 4000 });
    await waitUntil(() => asked >= 2, 'it asks each second', { timeout: 4000 });
    expect(stats.stats, 'the hidden one asks nothing').to.equal(null);
    other.remove();
    const before = asked;
    stats.hidden = false;
    await waitUntil(() => stats.stats !== null, 'shown again', { timeout: 4000 });
    // Only the one that is shown asks: were the removed one alive, the count would have doubled.
    expect(asked - before).to.be.at.most(2);
  });

  it('goes on after getStats() failed', async () => {
    const { stats } = await page(html`<div>
      <casto-player channel="a" autoplay muted></casto-player><casto-stats></casto-stats>
    </div>`);
    const { viewing } = fake.engine;
    viewing.getStats = async () => {
      viewing.getStats = async () => fakeStats({ viewers: 99 });
      throw new Error('not now');
    };
    await waitUntil(() => row(stats, 'Viewers') === '99', 'gave up', { timeout: 5000 });
  });

  it('pauses and goes on by its button', async () => {
    const { stats } = await page(html`<div>
      <casto-player channel="a" autoplay muted></casto-player>
      <casto-stats interval="250"></casto-stats>
    </div>`);
    let asked = 0;
    fake.engine.viewing.getStats = async () => fakeStats({ viewers: ++asked });
    await waitUntil(() => asked > 0 && part(stats, 'pause-button') !== null, '', { timeout: 4000 });
    part(stats, 'pause-button')!.click();
    await stats.updateComplete;
    const before = asked;
    expect(part(stats, 'pause-button')!.textContent).to.contain('Go on');
    // The player itself is asked: a second panel tells that a look would have come by now.
    const other = document.createElement('casto-stats');
    other.interval = 300;
    stats.before(other);
    await waitUntil(() => asked >= before + 3, 'the other one asks', { timeout: 4000 });
    expect(row(stats, 'Viewers'), 'the paused one kept its figures').to.be.oneOf([
      String(before),
      String(before - 1),
    ]);
    other.remove();
    const later = asked;
    part(stats, 'pause-button')!.click();
    await waitUntil(() => Number(row(stats, 'Viewers')) > later, 'went on', { timeout: 4000 });
  });

  it('looks as often as interval says, and not more often than every 250 ms', async () => {
    // How late a busy machine is with a timer is its own affair: the period that is asked for is the element's.
    const periods: unknown[] = [];
    const start = window.setInterval.bind(window);
    const spied = stub(window, 'setInterval', ((run: () => void, ms?: number) => {
      periods.push(ms);
      return start(run, ms);
    }) as typeof setInterval);
    const times: number[] = [];
    let stats: CastoStatsElement;
    try {
      ({ stats } = await page(html`<div>
        <casto-player channel="a" autoplay muted></casto-player>
        <casto-stats interval="250"></casto-stats>
      </div>`));
      fake.engine.viewing.getStats = async () => {
        times.push(performance.now());
        return fakeStats();
      };
      await waitUntil(() => times.length >= 4, 'asks', { timeout: 4000 });
    } finally {
      spied.restore();
    }
    expect(periods).to.include(250);
    expect(times[3]! - times[1]!, 'two intervals').to.be.above(400);
    stats.setAttribute('interval', 'soon');
    await stats.updateComplete;
    expect(stats.interval).to.equal(undefined);
  });

  it('copies everything as JSON, and offers the text when the clipboard refuses', async () => {
    const { stats } = await page(html`<div>
      <casto-player channel="a" autoplay muted></casto-player><casto-stats></casto-stats>
    </div>`);
    await waitUntil(() => part(stats, 'copy-button') !== null, '', { timeout: 4000 });
    const written: string[] = [];
    let refuse = false;
    const clipboard = stub(navigator, 'clipboard', {
      writeText: async (text: string) => {
        if (refuse) throw new DOMException('no', 'NotAllowedError');
        written.push(text);
      },
    } as Clipboard);
    try {
      const said = (): string =>
        stats.shadowRoot!.querySelector('[role=status]')!.textContent!.trim();
      expect(said()).to.equal('');
      part(stats, 'copy-button')!.click();
      await waitUntil(() => said().includes('JSON'));
      const copy = JSON.parse(written[0]!);
      expect(copy.stats).to.deep.equal(fakeStats());
      expect(copy.samples[0].received).to.equal(2_400_000);
      expect(Date.parse(copy.at)).to.be.above(0);
      refuse = true;
      part(stats, 'copy-button')!.click();
      await waitUntil(() => part(stats, 'json') !== null);
      await waitUntil(() => stats.shadowRoot!.activeElement?.matches('[part=json]') ?? false);
      expect(JSON.parse(part<HTMLTextAreaElement>(stats, 'json')!.value).stats.viewers).to.equal(7);
      expect(said()).to.contain('refused');
      await expect(stats).to.be.accessible();
    } finally {
      clipboard.restore();
    }
  });

  it('lists every change of parent, and what layers and quality the engine tells of', async () => {
    const { stats } = await page(html`<div>
      <casto-player channel="a" autoplay muted></casto-player><casto-stats></casto-stats>
    </div>`);
    const told = fakeStats({
      switches: [
        { at: Date.now() - 9000, reason: 'first', gapMs: 0 },
        { at: Date.now() - 6000, reason: 'better-parent', gapMs: 12 },
        { at: Date.now() - 3000, reason: 'closed', gapMs: 86.4 },
      ],
    });
    Object.assign(told.video, {
      layers: [
        { rid: 'f', width: 1280, height: 720, framesPerSecond: 30, bitrate: 1.6e6 },
        null,
        {},
      ],
    });
    told.video.quality = {
      frames: 'base',
      encoding: 'full',
      limitedBy: 'link',
      framesPerSecond: 15,
    };
    told.children[0]!.quality = {
      frames: 'most',
      encoding: 'full',
      limitedBy: 'upload',
      framesPerSecond: 22,
    };
    fake.engine.viewing.getStats = async () => told;
    await waitUntil(() => part(stats, 'switches') !== null, '', { timeout: 4000 });
    const rows = [...part(stats, 'switches')!.querySelectorAll('tbody tr')].map((each) =>
      [...each.querySelectorAll('td')].slice(1).map((cell) => cell.textContent),
    );
    expect(rows).to.deep.equal([
      ['closed', '86 ms'],
      ['better parent', '12 ms'],
    ]);
    expect(row(stats, 'Quality')).to.equal('every second frame · the line carries no more');
    expect(part(stats, 'children')!.textContent).to.contain(
      'three of four frames · the upload of the page that feeds is used up',
    );
    expect(row(stats, 'Layers')).to.equal('f · 1280 × 720 at 30 fps · 1.6 Mbit/s');
    Object.assign(told.video, { layers: 'none of that' });
    await waitUntil(() => row(stats, 'Layers') === '(none)', '', { timeout: 4000 });
  });
});
