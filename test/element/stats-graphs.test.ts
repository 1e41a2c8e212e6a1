import { expect, fixture, fixtureCleanup, html, waitUntil } from '@open-wc/testing';
import '../../components/casto-player.js';
import '../../components/casto-stats.js';
import { graphData, sampleAt } from '../../components/stats/graphs/graph-data.js';
import { plotSource } from '../../components/stats/graphs/graphs-controller.js';
import { metricsFor, niceTop, summary } from '../../components/stats/graphs/metrics.js';
import { linePoints } from '../../components/stats/graphs/sparkline.js';
import { type Sample, SPAN_MS, StatsHistory } from '../../components/stats/graphs/stats-history.js';
import type { CastoStatsElement } from '../../components/stats/stats-element.js';
import { allTexts } from '../english.js';
import { fakeStats } from './fake-engine.js';
import { stub, useFakeEngine } from './setup.js';

const t = allTexts();

const START = 1_700_000_000_000;

function sample(change: Partial<Sample> = {}): Sample {
  return {
    at: START,
    received: 2e6,
    sent: null,
    framesPerSecond: 30,
    latencyMs: 140,
    lost: 0,
    rttMs: 12,
    ...change,
  };
}

describe('history of figures', () => {
  it('keeps a minute, whatever the interval', () => {
    let now = START;
    const history = new StatsHistory(() => now);
    for (let i = 0; i < 300; i++, now += 250) history.add(fakeStats({ latencyMs: i + 1 }));
    expect(history.samples).to.have.length(SPAN_MS / 250 + 1);
    expect(history.last?.latencyMs).to.equal(300);
  });

  it('starts anew when the clock is set back', () => {
    let now = START;
    const history = new StatsHistory(() => now);
    history.add(fakeStats());
    now -= 3_600_000;
    history.add(fakeStats());
    expect(history.samples.map(({ at }) => at)).to.deep.equal([now]);
  });

  it('counts loss by the second and by link: a new parent starts from nought', () => {
    let now = START;
    const history = new StatsHistory(() => now);
    const parent = fakeStats().parent!;
    const look = (peerId: string, packetsLost: number): number | null => {
      history.add(fakeStats({ parent: { ...parent, peerId, packetsLost } }));
      now += 2000;
      return history.last!.lost;
    };
    expect(look('a', 100), 'nothing to compare with').to.equal(null);
    expect(look('a', 110)).to.equal(5);
    expect(look('a', 110)).to.equal(0);
    expect(look('b', 70), 'another parent').to.equal(null);
    expect(look('b', 72)).to.equal(1);
    expect(look('b', 2), 'the link was made anew').to.equal(0);
  });

  it('knows what a broadcaster sends, and says nothing of what it cannot know', () => {
    const history = new StatsHistory(() => START);
    const child = fakeStats().children[0]!;
    history.add(
      fakeStats({
        role: 'broadcaster',
        parent: null,
        latencyMs: 0,
        children: [child, { ...child, peerId: 'far', rttMs: 80, bitrate: 1_000_000 }],
      }),
    );
    expect(history.last).to.include({
      received: null,
      sent: 3_300_000,
      latencyMs: null,
      rttMs: 80,
    });
    history.add(fakeStats({ parent: null, children: [] }));
    expect(history.last).to.include({ received: null, sent: null, rttMs: null });
  });
});

describe('graph data', () => {
  const [bitrate, , latency] = metricsFor(false, true, t);

  it('places samples by time, with a gap where nobody looked, and marks changes of parent', () => {
    const samples = [
      sample({ at: START, latencyMs: 100 }),
      sample({ at: START + 1000, latencyMs: null }),
      sample({ at: START + 21_000, latencyMs: 130 }),
    ];
    const data = graphData(latency!, samples, [
      { at: START, reason: 'first', gapMs: 0 },
      { at: START + 500, reason: 'closed', gapMs: 40 },
      { at: START - 90_000, reason: 'leave', gapMs: 40 },
    ])!;
    expect(data.x).to.deep.equal([-21, -20, -10, 0]);
    expect(data.lines).to.deep.equal([[100, null, null, 130]]);
    expect(data.marks).to.deep.equal([-20.5]);
    expect(data.top).to.equal(150);
    expect(graphData(latency!, [], [])).to.equal(null);
    expect(graphData(bitrate!, samples, [])!.lines).to.have.length(2);
  });

  it('ends the scale at a round number above everything', () => {
    expect(niceTop([2_400_000, null], 1e5)).to.equal(3_000_000);
    expect(niceTop([30], 10)).to.equal(40);
    expect(niceTop([], 50)).to.equal(50);
    for (let value = 1; value < 1e7; value *= 1.07) {
      const top = niceTop([value], 1);
      expect(top).to.be.above(value);
      expect(top, `${value}`).to.be.at.most(value * 2.2);
    }
  });

  it('finds the sample under the pointer', () => {
    const samples = [0, 1000, 2000].map((ms) => sample({ at: START + ms, latencyMs: ms }));
    expect(sampleAt(samples, -1.2)?.latencyMs).to.equal(1000);
    expect(sampleAt(samples, -60)?.latencyMs).to.equal(0);
    expect(sampleAt([], 0)).to.equal(undefined);
  });

  it('says in words what the lines show', () => {
    const samples = [
      sample({ latencyMs: 100 }),
      sample({ latencyMs: 250 }),
      sample({ latencyMs: 140 }),
    ];
    expect(summary(latency!, samples, t)).to.equal(
      'Latency: now 140 ms, between 100 ms and 250 ms in the last minute.',
    );
    expect(summary(latency!, [sample({ latencyMs: null })], t)).to.equal('Latency: not known.');
    expect(summary(bitrate!, [sample({ sent: 4e6 })], t)).to.contain(
      'Bitrate, sent: now 4.0 Mbit/s',
    );
  });

  it('gives each role its own graphs', () => {
    const keys = (broadcaster: boolean): string[] =>
      metricsFor(broadcaster, false, t).map(({ key }) => key);
    expect(keys(false)).to.deep.equal(['bitrate', 'frames', 'latency', 'loss', 'trip']);
    expect(keys(true)).to.deep.equal(['bitrate', 'frames', 'loss', 'trip']);
  });

  it('draws simple lines within the box, newest at the right, broken where nothing is known', () => {
    const [line] = linePoints([0, 5, 10], 10, 4);
    const points = line!.split(' ').map((point) => point.split(',').map(Number));
    expect(points.map(([x]) => x)).to.deep.equal([40, 80, 120]);
    const heights = points.map(([, y]) => y!);
    expect(heights[0]! > heights[1]! && heights[1]! > heights[2]!).to.equal(true);
    expect(Math.min(...heights) >= 0 && Math.max(...heights) <= 32).to.equal(true);
    expect(linePoints([1, null, 2], 2, 4)).to.have.length(2);
    expect(linePoints([], 10)).to.deep.equal([]);
    expect(linePoints([0, 0], 0, 2).join()).not.to.contain('NaN');
    expect(
      linePoints(
        Array.from({ length: 90 }, () => 1),
        2,
      )[0]!.startsWith('0.0,'),
    ).to.equal(true);
  });
});

describe('<casto-stats> graphs', () => {
  const fake = useFakeEngine();
  const swapped: { restore(): void }[] = [];

  afterEach(() => {
    for (const each of swapped.splice(0)) each.restore();
  });

  async function page(): Promise<CastoStatsElement> {
    const root = await fixture<HTMLElement>(html`<div>
      <casto-player channel="a" autoplay muted></casto-player>
      <casto-stats interval="250"></casto-stats>
    </div>`);
    return root.querySelector('casto-stats')!;
  }

  const plots = (stats: CastoStatsElement): HTMLCanvasElement[] => [
    ...stats.shadowRoot!.querySelectorAll<HTMLCanvasElement>('[data-plot] canvas'),
  ];

  /** How many pixels of a canvas are near this colour. */
  function painted(canvas: HTMLCanvasElement, color: readonly [number, number, number]): number {
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    let count = 0;
    for (let i = 0; i < data.length; i += 4) {
      const near = color.every((part, index) => Math.abs(part - data[i + index]!) < 30);
      if (near && data[i + 3]! > 200) count++;
    }
    return count;
  }

  it('draws a line in the accent colour, with a summary in words', async () => {
    const stats = await page();
    stats.style.setProperty('--casto-accent', 'rgb(200 0 120)');
    await waitUntil(() => plots(stats).length === 5, 'no graphs', { timeout: 5000 });
    const { viewing } = fake.engine;
    let frames = 0;
    viewing.getStats = async () =>
      fakeStats({ latencyMs: 100 + 20 * (frames++ % 3), children: [] });
    // Without children the graph has one line less, and is made again.
    await waitUntil(() => painted(plots(stats)[0]!, [200, 0, 120]) > 20, 'no line', {
      timeout: 5000,
    });
    expect(stats.shadowRoot!.querySelectorAll('svg.spark'), 'stand-ins went').to.have.length(0);
    const graphs = [...stats.shadowRoot!.querySelectorAll('[part~=graph]')];
    await waitUntil(() =>
      graphs[2]!.getAttribute('aria-label')!.includes('between 100 ms and 140 ms'),
    );
    expect(graphs.every((graph) => graph.getAttribute('role') === 'img')).to.equal(true);
    await expect(stats).to.be.accessible();
    const inline = stats.shadowRoot!.querySelectorAll('style, [onclick]');
    expect(inline).to.have.length(0);
  });

  it('shows the moment under the pointer in all graphs', async () => {
    const stats = await page();
    await waitUntil(() => plots(stats).length === 5, 'no graphs', { timeout: 5000 });
    let looks = 0;
    fake.engine.viewing.getStats = async () => {
      looks++;
      return fakeStats({ latencyMs: looks <= 4 ? 111 : 222 });
    };
    const value = (): string =>
      stats.shadowRoot!.querySelectorAll('.graph .value')[2]!.textContent!.trim();
    await waitUntil(() => value() === '222 ms' && looks > 7, 'no looks', { timeout: 6000 });
    const over = stats.shadowRoot!.querySelector<HTMLElement>('[data-plot=bitrate] .u-over')!;
    const { left, top, width } = over.getBoundingClientRect();
    const move = (x: number): boolean =>
      over.dispatchEvent(
        new MouseEvent('mousemove', { clientX: x, clientY: top + 10, bubbles: true }),
      );
    over.dispatchEvent(new MouseEvent('mouseenter', { clientX: left, clientY: top + 10 }));
    await waitUntil(
      () => {
        move(left + width * 0.2);
        return value() === '111 ms' || value() === '140 ms';
      },
      'the value under the pointer',
      { timeout: 4000 },
    );
    expect(stats.shadowRoot!.querySelector('.caption')!.textContent).to.contain('ago');
    over.dispatchEvent(new MouseEvent('mouseleave', { clientX: 0, clientY: 0 }));
    await waitUntil(() => value() === '222 ms', 'back to now', { timeout: 4000 });
  });

  it('keeps the simple lines when the drawing code does not load', async () => {
    swapped.push(stub(plotSource, 'load', () => Promise.reject(new TypeError('Failed to fetch'))));
    const stats = await page();
    await waitUntil(
      () => stats.shadowRoot!.querySelectorAll('svg.spark polyline').length >= 4,
      'no lines',
      { timeout: 5000 },
    );
    expect(plots(stats)).to.have.length(0);
    await expect(stats).to.be.accessible();
  });

  it('does not load the drawing code for a panel that nobody sees', async () => {
    let loads = 0;
    swapped.push(
      stub(plotSource, 'load', () => {
        loads++;
        return Promise.reject(new TypeError('not in this test'));
      }),
    );
    const stats = await page();
    stats.hidden = true;
    const other = document.createElement('casto-stats');
    other.mode = 'overlay';
    stats.after(other);
    await waitUntil(() => other.stats !== null, 'overlay', { timeout: 4000 });
    expect(loads).to.equal(0);
    stats.hidden = false;
    await waitUntil(() => loads === 1, 'shown, it loads', { timeout: 4000 });
  });

  it('leaves nothing behind after twenty mounts', async () => {
    const loaded = await plotSource.load();
    let open = 0;
    swapped.push(
      stub(plotSource, 'load', async () => ({
        plotSheet: loaded.plotSheet,
        createPlot(box, options) {
          open++;
          const plot = loaded.createPlot(box, options);
          return {
            ...plot,
            destroy() {
              open--;
              plot.destroy();
            },
          };
        },
      })),
    );
    const timers = new Set<unknown>();
    const realSet = window.setInterval;
    const realClear = window.clearInterval;
    swapped.push(
      stub(window, 'setInterval', ((...args: Parameters<typeof realSet>) => {
        const id = realSet(...args);
        timers.add(id);
        return id;
      }) as typeof setInterval),
      stub(window, 'clearInterval', (id) => {
        timers.delete(id);
        realClear(id);
      }),
    );
    const root = await fixture<HTMLElement>(html`<div>
      <casto-player id="p" channel="a" autoplay muted></casto-player>
    </div>`);
    await waitUntil(() => fake.engine.viewings.length > 0);
    timers.clear();
    const gone: WeakRef<Element>[] = [];
    for (let i = 0; i < 20; i++) {
      const stats = document.createElement('casto-stats');
      stats.mode = i % 4 === 3 ? 'overlay' : 'panel';
      stats.htmlFor = 'p';
      root.append(stats);
      await waitUntil(() => stats.stats !== null, 'no figures', { timeout: 4000 });
      if (stats.mode === 'panel') await waitUntil(() => plots(stats).length === 5);
      stats.remove();
      expect(plots(stats)).to.have.length(0);
      gone.push(new WeakRef(stats));
    }
    expect(open, 'plots').to.equal(0);
    expect(timers.size, 'timers').to.equal(0);
    expect(root.querySelectorAll('casto-stats')).to.have.length(0);
    fixtureCleanup();
  });

  it('draws again after it was moved in the page', async () => {
    const stats = await page();
    await waitUntil(() => plots(stats).length === 5, 'no graphs', { timeout: 5000 });
    const box = document.createElement('section');
    stats.parentElement!.append(box);
    box.append(stats);
    await waitUntil(() => plots(stats).length === 5, 'no graphs after the move', { timeout: 5000 });
    const width = plots(stats)[0]!.getBoundingClientRect().width;
    box.style.inlineSize = '300px';
    await waitUntil(
      () => plots(stats)[0]!.getBoundingClientRect().width < width,
      'follows the size',
    );
    expect(stats.scrollWidth).to.be.at.most(300);
  });
});
