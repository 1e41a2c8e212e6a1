/** What the elements write into the page's own markup: nothing that nobody gave. */
import '../../components/index.js';
import { expect, fixture } from '@open-wc/testing';
import { html, type LitElement } from 'lit';

const TAGS = ['casto-player', 'casto-broadcast', 'casto-stats', 'casto-directory'];

describe('attributes', () => {
  for (const tag of TAGS) {
    it(`<${tag}> writes none that nobody gave`, async () => {
      // A server has sent this tag; a framework compares it with what it finds.
      const host = await fixture<HTMLElement>(html`<div></div>`);
      host.innerHTML = `<${tag}></${tag}>`;
      const element = host.firstElementChild as LitElement;
      await element.updateComplete;
      expect(element.getAttributeNames()).to.deep.equal([]);
    });
  }

  it('an element is drawn where there are no element internals', async () => {
    const own = Object.getOwnPropertyDescriptor(HTMLElement.prototype, 'attachInternals')!;
    Reflect.deleteProperty(HTMLElement.prototype, 'attachInternals');
    try {
      for (const tag of TAGS) {
        const element = document.createElement(tag) as LitElement;
        document.body.append(element);
        await element.updateComplete;
        expect(element.shadowRoot!.children.length, tag).to.be.greaterThan(0);
        element.remove();
      }
    } finally {
      Object.defineProperty(HTMLElement.prototype, 'attachInternals', own);
    }
  });

  it('a property that was set is reflected, and one whose attribute goes has its default', async () => {
    const player = await fixture<HTMLElementTagNameMap['casto-player']>(
      html`<casto-player></casto-player>`,
    );
    player.channel = 'show';
    player.poster = 'data:,';
    await player.updateComplete;
    expect(player.getAttributeNames().sort()).to.deep.equal(['channel', 'poster']);
    player.removeAttribute('channel');
    await player.updateComplete;
    expect(player.channel).to.equal('');

    const broadcast = await fixture<HTMLElementTagNameMap['casto-broadcast']>(
      html`<casto-broadcast channel="show"></casto-broadcast>`,
    );
    broadcast.removeAttribute('channel');
    await broadcast.updateComplete;
    expect(broadcast.channel).to.equal('live');
    expect(broadcast.hasAttribute('channel')).to.equal(false);

    const stats = await fixture<HTMLElementTagNameMap['casto-stats']>(
      html`<casto-stats mode="overlay"></casto-stats>`,
    );
    stats.mode = 'panel';
    await stats.updateComplete;
    expect(stats.getAttribute('mode')).to.equal('panel');
  });
});
