import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import '../../components/casto-player.js';
import '../../components/casto-stats.js';
import { englishTexts } from '../../components/i18n/registry.js';
import type { CastoPlayer } from '../../components/player/player-element.js';
import { linePoints } from '../../components/stats/sparkline.js';
import type { CastoStatsElement } from '../../components/stats/stats-element.js';
import { HISTORY, StatsHistory, sampleOf } from '../../components/stats/stats-history.js';
import { layOut } from '../../components/stats/tree-drawing.js';
import { fakeStats } from './fake-engine.js';
import { shadowText, useFakeEngine } from './setup.js';

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
      Picture: '640 × 360',
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
    expect(stats.shadowRoot!.querySelectorAll('svg.spark')).to.have.length(3);
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

  it('draws lines within the box, newest at the right', () => {
    const points = linePoints([0, 5, 10], 4)
      .split(' ')
      .map((point) => point.split(',').map(Number));
    expect(points.map(([x]) => x)).to.deep.equal([40, 80, 120]);
    const heights = points.map(([, y]) => y!);
    expect(heights[0]! > heights[1]! && heights[1]! > heights[2]!).to.equal(true);
    expect(Math.min(...heights)).to.be.at.least(0);
    expect(linePoints([], 60)).to.equal('');
    expect(linePoints([0, 0], 2)).not.to.contain('NaN');
  });

  it('keeps a minute of samples; a broadcaster counts what it sends', () => {
    const history = new StatsHistory();
    for (let i = 0; i < HISTORY + 5; i++) history.add(fakeStats({ latencyMs: i }));
    expect(history.samples).to.have.length(HISTORY);
    expect(history.samples.at(-1)?.latencyMs).to.equal(HISTORY + 4);
    expect(sampleOf(fakeStats({ parent: null })).bitrate).to.equal(2_300_000);
  });

  it('draws deep paths and many children in a bounded size', () => {
    const path = Array.from({ length: 40 }, (_, i) => `12D3KooWpeerpeer${i}`);
    const child = fakeStats().children[0]!;
    const { nodes, edges, height } = layOut(
      fakeStats({ path, children: Array.from({ length: 12 }, () => child), standby: null }),
      englishTexts,
    );
    expect(nodes.filter((node) => node.kind === 'self')).to.have.length(1);
    expect(nodes.find((node) => node.kind === 'more')?.label).to.equal('36 more');
    expect(nodes.at(-1)?.label).to.equal('+7');
    expect(height).to.be.below(400);
    expect(edges.filter((edge) => edge.way === 'carry')).to.have.length(5);
    expect(nodes.every((node) => node.x > 0 && node.x < 320)).to.equal(true);
  });
});
