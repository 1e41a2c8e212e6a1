import { expect, fixture, fixtureCleanup, html, waitUntil } from '@open-wc/testing';
import { LitElement } from 'lit';
import { Localize } from '../../components/i18n/localize.js';
import { registerTexts } from '../../components/i18n/registry.js';
import { allTexts } from '../english.js';
import { stub } from './setup.js';

class Probe extends LitElement {
  readonly localize = new Localize(this);
  renders = 0;
  override render() {
    this.renders++;
    return this.localize.t.player.mute;
  }
  get text(): string {
    return this.shadowRoot?.textContent?.trim() ?? '';
  }
}
customElements.define('i18n-probe', Probe);

/** A shadow host, to have a boundary between the probe and its `lang`. */
class Boundary extends HTMLElement {
  readonly probe = document.createElement('i18n-probe') as Probe;
  readonly inner = document.createElement('section');
  constructor() {
    super();
    this.inner.append(this.probe);
    this.attachShadow({ mode: 'open' }).append(this.inner);
  }
}
customElements.define('i18n-boundary', Boundary);

// The texts that the probe shows come with the player's bar.
allTexts();
registerTexts('xx', { player: { mute: 'Xmute' } });
registerTexts('yy', { player: { mute: 'Ymute' } });

describe('languages', () => {
  const page = document.documentElement;
  afterEach(() => page.removeAttribute('lang'));

  const probe = (template: ReturnType<typeof html>) => fixture<Probe>(template);
  async function shows(element: Probe, text: string): Promise<void> {
    await waitUntil(() => element.text === text, `it never said ${text}`);
  }

  it('takes its own lang, then the nearest above it, then the page’s, then English', async () => {
    page.lang = 'yy';
    const own = await probe(html`<i18n-probe lang="xx"></i18n-probe>`);
    expect(own.text).to.equal('Xmute');
    expect(own.localize.lang).to.equal('xx');
    const near = await fixture(
      html`<div lang="yy"><p lang="xx"><i18n-probe></i18n-probe></p></div>`,
    );
    expect(near.querySelector<Probe>('i18n-probe')!.text).to.equal('Xmute');
    const under = await probe(html`<i18n-probe></i18n-probe>`);
    expect(under.text).to.equal('Ymute');
    const unknown = await probe(html`<i18n-probe lang="zz"></i18n-probe>`);
    expect(unknown.text).to.equal('Mute');
    expect(unknown.localize.lang).to.equal('en');
    const empty = await probe(html`<i18n-probe lang=""></i18n-probe>`);
    expect(empty.text).to.equal('Mute');
    const wrong = await probe(html`<i18n-probe lang="no language!"></i18n-probe>`);
    expect(wrong.text).to.equal('Mute');
  });

  it('looks through shadow roots, and follows a lang inside one', async () => {
    const outer = await fixture<Boundary>(html`<i18n-boundary lang="xx"></i18n-boundary>`);
    await shows(outer.probe, 'Xmute');
    outer.inner.lang = 'yy';
    await shows(outer.probe, 'Ymute');
    outer.inner.removeAttribute('lang');
    outer.lang = 'en';
    await shows(outer.probe, 'Mute');
  });

  it('follows a changed lang and a move, and renders only when something has changed', async () => {
    const element = await probe(html`<i18n-probe></i18n-probe>`);
    page.lang = 'xx';
    await shows(element, 'Xmute');
    const { renders } = element;
    // Nothing for this element in it; the observer has run once the promise is resolved.
    const other = await fixture<HTMLElement>(html`<div></div>`);
    other.lang = 'yy';
    await Promise.resolve();
    await element.updateComplete;
    expect(element.renders).to.equal(renders);
    other.append(element);
    await shows(element, 'Ymute');
  });

  it('falls back to English key by key, and takes a region’s numbers', async () => {
    const element = await probe(html`<i18n-probe lang="xx"></i18n-probe>`);
    expect(element.localize.t.player.pause).to.equal('Pause');
    const german = await probe(html`<i18n-probe lang="de-CH"></i18n-probe>`);
    registerTexts('de', { common: { live: 'Live' } });
    await waitUntil(() => german.localize.lang === 'de-CH');
    expect(german.localize.t.format.number(1234.5, 1)).to.match(/^1['’]234[.]5$/);
  });

  it('lets an author change one text of English', async () => {
    const element = await probe(html`<i18n-probe lang="en"></i18n-probe>`);
    expect(element.text).to.equal('Mute');
    registerTexts('en', { player: { mute: 'Hush' } });
    await shows(element, 'Hush');
    expect(element.localize.t.player.pause).to.equal('Pause');
    registerTexts('en', { player: { mute: 'Mute' } });
    await shows(element, 'Mute');
    expect(() => registerTexts('no language!', {})).to.throw(RangeError);
  });

  it('loads a language when it is needed', async () => {
    const element = await probe(html`<i18n-probe lang="ko-KR"></i18n-probe>`);
    await shows(element, '음소거');
    expect(element.localize.lang).to.equal('ko-KR');
  });

  it('runs the way of its language unless the page says which', async () => {
    registerTexts('ar', { player: { mute: 'كتم' } });
    const element = await probe(html`<i18n-probe lang="ar"></i18n-probe>`);
    expect(element.localize.dir).to.equal('rtl');
    expect(element.localize.dirIsGiven).to.equal(false);
    element.dir = 'ltr';
    await waitUntil(() => element.localize.dir === 'ltr');
    expect(element.localize.dirIsGiven).to.equal(true);
    const page = await fixture(
      html`<div lang="en" dir="rtl"><i18n-probe></i18n-probe><i18n-probe lang="xx"></i18n-probe></div>`,
    );
    const [above, own] = page.querySelectorAll<Probe>('i18n-probe');
    expect(above!.localize.dir).to.equal('rtl');
    expect(own!.localize.dir, 'its lang is nearer than the dir').to.equal('ltr');
  });

  it('watches the document with one observer, and none when the last element has gone', async () => {
    fixtureCleanup();
    const Real = globalThis.MutationObserver;
    const alive = new Set<object>();
    class Counted extends Real {
      override observe(target: Node, options?: MutationObserverInit): void {
        if (options?.attributeFilter?.includes('lang')) alive.add(this);
        super.observe(target, options);
      }
      override disconnect(): void {
        alive.delete(this);
        super.disconnect();
      }
    }
    const guard = stub(globalThis, 'MutationObserver', Counted);
    try {
      const box = await fixture<HTMLElement>(
        html`<div><i18n-probe></i18n-probe><i18n-probe></i18n-probe><i18n-boundary></i18n-boundary></div>`,
      );
      expect(alive.size).to.equal(1);
      box.querySelector('i18n-boundary')!.remove();
      expect(alive.size).to.equal(1);
      page.lang = 'xx';
      await shows(box.querySelector<Probe>('i18n-probe')!, 'Xmute');
      box.remove();
      expect(alive.size).to.equal(0);
    } finally {
      guard.restore();
    }
  });
});
