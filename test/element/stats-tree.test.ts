import { expect, fixture, html, nextFrame } from '@open-wc/testing';
import { render } from 'lit';
import { treeDrawing } from '../../components/stats/tree/tree-drawing.js';
import { layOut, WIDTH } from '../../components/stats/tree/tree-layout.js';
import { allTexts } from '../english.js';
import { fakeStats } from './fake-engine.js';

const t = allTexts();

describe('drawn tree', () => {
  it('draws deep paths and many children in a bounded size', () => {
    const path = Array.from({ length: 40 }, (_, i) => `12D3KooWpeerpeer${i}`);
    const child = fakeStats().children[0]!;
    const children = Array.from({ length: 12 }, () => child);
    const { nodes, edges, height } = layOut(fakeStats({ path, children, standby: null }));
    expect(nodes.filter(({ kind }) => kind === 'self')).to.have.length(1);
    expect(nodes.find(({ kind }) => kind === 'more')?.count).to.equal(36);
    expect(nodes.at(-1)).to.include({ kind: 'rest', count: 8 });
    expect(height).to.be.below(400);
    expect(edges.filter(({ way }) => way === 'carry')).to.have.length(4);
    expect(nodes.every(({ x, y }) => x > 0 && x < WIDTH && y > 0 && y < height)).to.equal(true);
    expect(
      layOut(fakeStats({ children: children.slice(0, 5) })).nodes.some(
        ({ kind }) => kind === 'rest',
      ),
    ).to.equal(false);
  });

  it('knows the ways of its own edges only', () => {
    const { edges } = layOut(fakeStats());
    expect(edges.map(({ kind, way }) => `${kind} ${way}`)).to.deep.equal([
      'path ',
      'path forward',
      'standby ',
      'child carry',
    ]);
  });

  it('draws a standby that is on the path as an edge from there', () => {
    const stats = fakeStats();
    const { nodes, edges } = layOut({
      ...stats,
      standby: { peerId: stats.path[0]!, connected: true },
    });
    expect(nodes.filter(({ kind }) => kind === 'standby')).to.have.length(0);
    const edge = edges.find(({ kind }) => kind === 'standby')!;
    expect(edge.bowed).to.equal(true);
    expect(edge.from.peerId).to.equal(stats.path[0]);
  });

  // Fonts are those of the machine: wide ones are made of any by space between the letters.
  for (const wider of ['0', '0.2em', '0.6em']) {
    it(`keeps what it draws apart with letters ${wider} wider`, () => keepsApart(wider));
  }

  it('shows names whole where there is room, and the end of an id where there is not', async () => {
    const child = fakeStats().children[0]!;
    const five = Array.from({ length: 5 }, (_, i) => ({
      ...child,
      peerId: `12D3KooWchildQmWkA${i}`,
    }));
    const drawn = async (letterSpacing: string): Promise<string[]> => {
      const box = await fixture<HTMLElement>(html`<div></div>`);
      Object.assign(box.style, { letterSpacing, fontSize: '11px' });
      render(treeDrawing(fakeStats({ children: five }), t), box);
      await nextFrame();
      const names = [...box.querySelectorAll('.small')].map((text) => text.textContent!);
      return names.map((name) => name.replaceAll('\u2060', ''));
    };
    const short = five.map(({ peerId }) => peerId.slice(-6));
    expect(await drawn('-0.2em')).to.deep.equal(short.map((id) => `…${id}`));
    for (const [index, name] of (await drawn('0.5em')).entries()) {
      expect(name).to.match(/^….{1,5}$/u);
      expect(short[index]!.endsWith(name.slice(1)), name).to.equal(true);
    }
  });

  async function keepsApart(letterSpacing: string): Promise<void> {
    const child = fakeStats().children[0]!;
    const many = Array.from({ length: 9 }, (_, i) => ({
      ...child,
      peerId: `12D3KooWchildQmWkA${i}`,
    }));
    const long = Array.from({ length: 9 }, (_, i) => `12D3KooWhopQmWkB${i}`);
    const cases = [
      fakeStats(),
      fakeStats({ children: many }),
      fakeStats({ path: long, children: many, standby: { peerId: long[1]!, connected: true } }),
      fakeStats({ path: fakeStats().path.slice(1), children: many.slice(0, 4) }),
      fakeStats({ role: 'broadcaster', path: long.slice(0, 1), parent: null, standby: null }),
    ];
    for (const [index, stats] of cases.entries()) {
      const box = await fixture<HTMLElement>(html`<div></div>`);
      Object.assign(box.style, { inlineSize: '400px', letterSpacing });
      render(treeDrawing(stats, t), box);
      for (const text of box.querySelectorAll('text')) {
        text.setAttribute('font-size', text.matches('.note, .small') ? '11' : '12');
        if (text.classList.contains('middle')) text.setAttribute('text-anchor', 'middle');
        if (text.classList.contains('end')) text.setAttribute('text-anchor', 'end');
      }
      await nextFrame();
      const boxes = [...box.querySelectorAll('text')].map((text) => ({
        name: text.textContent,
        at: (text as SVGTextElement).getBBox(),
      }));
      for (const [first, a] of boxes.entries()) {
        for (const b of boxes.slice(first + 1)) {
          const across =
            Math.min(a.at.x + a.at.width, b.at.x + b.at.width) - Math.max(a.at.x, b.at.x);
          const down =
            Math.min(a.at.y + a.at.height, b.at.y + b.at.height) - Math.max(a.at.y, b.at.y);
          expect(across > 1 && down > 4, `${index}: ${a.name} on ${b.name}`).to.equal(false);
        }
      }
    }
  }

  it('says in words what it draws', async () => {
    const box = await fixture<HTMLElement>(html`<div></div>`);
    render(treeDrawing(fakeStats(), t), box);
    const label = box.querySelector('svg')!.getAttribute('aria-label')!.replaceAll('\u2060', '');
    expect(label).to.equal(
      'This page is 2 hops from the broadcaster and feeds 1 page. Fed by …HP0001, way forward. Standby …STBY01'.replace(
        'HP0001',
        fakeStats().parent!.peerId.slice(-6),
      ),
    );
    expect(box.querySelectorAll('.edge.standby, .edge.carry, .edge.forward')).to.have.length(3);
    expect(box.querySelectorAll('[style]')).to.have.length(0);
  });
});
