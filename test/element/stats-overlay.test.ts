import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import '../../components/casto-player.js';
import '../../components/casto-stats.js';
import type { CastoStatsElement } from '../../components/stats/stats-element.js';
import { part, shadowText, stub, useFakeEngine } from './setup.js';

describe('<casto-stats mode="overlay">', () => {
  useFakeEngine();

  async function page(
    template = html`<div>
      <p>Something above.</p>
      <casto-player id="p" channel="a" autoplay muted></casto-player>
      <casto-stats for="p" mode="overlay"></casto-stats>
    </div>`,
  ) {
    const root = await fixture<HTMLElement>(template);
    const stats = root.querySelector<CastoStatsElement>('casto-stats')!;
    await waitUntil(() => part(stats, 'overlay') !== null, 'no overlay', { timeout: 4000 });
    return { root, stats, player: root.querySelector<HTMLElement>('casto-player')! };
  }

  const edges = (element: Element): number[] => {
    const { left, top, width, height } = element.getBoundingClientRect();
    return [left, top, width, height].map(Math.round);
  };

  async function lies(stats: Element, player: Element, why: string): Promise<void> {
    await waitUntil(() => String(edges(stats)) === String(edges(player)), why);
  }

  it('lies over the player and lets the pointer through', async () => {
    const { stats, player } = await page();
    await lies(stats, player, 'not above the player');
    const { left, top } = part(stats, 'overlay')!.getBoundingClientRect();
    expect(document.elementFromPoint(left + 5, top + 5) === player).to.equal(true);
    const text = shadowText(stats);
    for (const figure of [
      '640 × 360 at 30 fps',
      'VP8',
      '2.4 Mbit/s',
      '140 ms',
      '12 ms',
      'forward',
    ]) {
      expect(text).to.contain(figure);
    }
    const inside = edges(part(stats, 'overlay')!);
    const outside = edges(player);
    expect(inside[0]! + inside[2]! <= outside[0]! + outside[2]!).to.equal(true);
    expect(inside[1]! + inside[3]! <= outside[1]! + outside[3]!).to.equal(true);
    expect(stats.hasAttribute('style'), 'the author’s attribute is left alone').to.equal(false);
    await expect(stats).to.be.accessible();
  });

  it('follows the player when the page changes', async () => {
    const { root, stats, player } = await page();
    await lies(stats, player, 'at first');
    root.querySelector('p')!.style.blockSize = '180px';
    await lies(stats, player, 'pushed down');
    player.style.inlineSize = '300px';
    await lies(stats, player, 'made smaller');
    root.style.position = 'relative';
    root.style.insetInlineStart = '30px';
    stats.requestUpdate();
    await lies(stats, player, 'in another box');
  });

  it('finds its player where the page has been scrolled to', async () => {
    const root = await fixture<HTMLElement>(html`<div>
      <p></p>
      <casto-player id="p" channel="a" autoplay muted></casto-player>
    </div>`);
    root.querySelector('p')!.style.blockSize = '3000px';
    const player = root.querySelector<HTMLElement>('casto-player')!;
    player.scrollIntoView();
    const stats = document.createElement('casto-stats');
    stats.mode = 'overlay';
    root.append(stats);
    await waitUntil(() => part(stats, 'overlay') !== null, 'not found', { timeout: 4000 });
    await lies(stats, player, 'scrolled');
  });

  it('stays within a small player', async () => {
    const { stats, player } = await page(html`<div>
      <casto-player id="p" channel="a" autoplay muted></casto-player>
      <casto-stats for="p" mode="overlay"></casto-stats>
    </div>`);
    player.style.inlineSize = '288px';
    await lies(stats, player, 'small');
    const inside = edges(part(stats, 'overlay')!);
    const outside = edges(player);
    expect(inside[3]!).to.be.at.most(outside[3]! - 40);
    expect(inside[2]!).to.be.at.most(outside[2]! - 16);
  });

  it('goes into the overlay slot of its player', async () => {
    const { stats, player } = await page(html`<div>
      <casto-player channel="a" autoplay muted>
        <casto-stats slot="overlay" mode="overlay"></casto-stats>
      </casto-player>
    </div>`);
    expect(stats.target === player).to.equal(true);
    await lies(stats, player, 'in the slot');
  });

  it('is raised above a player in full screen, and comes down again', async () => {
    const { stats, player } = await page();
    const full = stub(
      player,
      'matches',
      ((selector: string): boolean => selector === ':fullscreen') as Element['matches'],
    );
    document.dispatchEvent(new Event('fullscreenchange'));
    expect(stats.matches(':popover-open')).to.equal(true);
    expect(edges(stats)).to.deep.equal([0, 0, innerWidth, innerHeight]);
    full.restore();
    document.dispatchEvent(new Event('fullscreenchange'));
    expect(stats.hasAttribute('popover')).to.equal(false);
    await lies(stats, player, 'back in its place');
  });

  it('shows nothing without a player, and becomes a panel when told', async () => {
    const { root, stats, player } = await page();
    const sheets = stats.shadowRoot!.adoptedStyleSheets.length;
    stats.mode = 'panel';
    await waitUntil(() => part(stats, 'graphs') !== null);
    expect(stats.shadowRoot!.adoptedStyleSheets.length).to.be.at.most(sheets);
    expect(getComputedStyle(stats).position).to.equal('static');
    player.remove();
    const alone = document.createElement('casto-stats');
    alone.mode = 'overlay';
    root.append(alone);
    await alone.updateComplete;
    expect(shadowText(alone)).to.equal('');
  });

  it('warns about a mode that there is not', async () => {
    const { stats } = await page();
    stats.setAttribute('mode', 'floating');
    expect(stats.mode).to.equal('panel');
  });
});
