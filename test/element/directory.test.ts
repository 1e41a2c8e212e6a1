import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import '../../components/casto-directory.js';
import type { CastoDirectory } from '../../components/directory/directory-element.js';
import type { CastoSelectEvent } from '../../components/events/select-event.js';
import { CastoError, type CastoErrorCode } from '../../src/base/errors.js';
import { english } from '../english.js';
import { expectAccessible } from './accessible.js';
import { fakeRecord } from './fake-engine.js';
import { asInPages, has, part, record, shadowText, stub, useFakeEngine } from './setup.js';

describe('<casto-directory>', () => {
  const fake = useFakeEngine();

  async function open(template = html`<casto-directory></casto-directory>`) {
    const directory = await fixture<CastoDirectory>(template);
    await waitUntil(() => fake.engine.watches.length > 0, 'the directory was not asked');
    return { directory, watch: fake.engine.watch };
  }
  const entries = (directory: CastoDirectory): HTMLElement[] => [
    ...directory.shadowRoot!.querySelectorAll<HTMLElement>('[part=channel]'),
  ];

  it('lists the live channels, most watched first', async () => {
    const { directory, watch } = await open(
      html`<casto-directory star="http://127.0.0.1:1 /ip4/127.0.0.1/tcp/2/ws"></casto-directory>`,
    );
    expect(watch.stars).to.deep.equal(['http://127.0.0.1:1', '/ip4/127.0.0.1/tcp/2/ws']);
    expect(shadowText(directory)).to.contain(english.directory.states.loading.title);
    watch.show(
      fakeRecord({ channelId: 'o/a', title: 'Small', viewers: 1 }),
      fakeRecord({ channelId: 'o/b', title: 'Big', viewers: 2500 }),
      fakeRecord({ channelId: 'o/c', title: 'Over', ended: true }),
      fakeRecord({ channelId: 'o/d', title: '', slug: 'untitled', viewers: 0 }),
    );
    await directory.updateComplete;
    const titles = entries(directory).map(
      (entry) => entry.querySelector('[part=title]')?.textContent,
    );
    expect(titles).to.deep.equal(['Big', 'Small', 'untitled']);
    expect(shadowText(directory)).to.contain('2,500 viewers').and.to.contain('5 min');
    expect(directory.channels).to.have.length(3);
    expect(directory.matches(':state(list)')).to.equal(true);
    await expectAccessible(directory);
  });

  it('shows the other channels beside one whose start is no date, and one that cannot be shown', async () => {
    const { directory, watch } = await open();
    watch.show(
      fakeRecord({ channelId: 'o/first', title: 'First', startedAt: Date.now() }),
      fakeRecord({ channelId: 'o/absurd', title: 'Absurd', startedAt: 8.7e15 }),
      fakeRecord({ channelId: 'o/broken', title: 'Broken', ownerId: null as unknown as string }),
      fakeRecord({ channelId: 'o/early', title: 'Early', startedAt: 1 }),
    );
    await directory.updateComplete;
    const titles = entries(directory).map(
      (entry) => entry.querySelector('[part=title]')?.textContent,
    );
    // As the star heard them: who says that it began in 1970 does not come first for that.
    expect(titles).to.deep.equal(['First', 'Absurd', 'Early']);
    expect(entries(directory)[1]!.querySelector('time')).to.equal(null);
    watch.show(fakeRecord({ channelId: 'o/next', title: 'Next' }));
    await directory.updateComplete;
    expect(entries(directory)).to.have.length(1);
  });

  it('fires casto-select, which bubbles out of shadow roots', async () => {
    const { directory, watch } = await open();
    watch.show(fakeRecord({ channelId: 'owner/slug' }));
    await directory.updateComplete;
    const selected = record<CastoSelectEvent>(document.body, 'casto-select');
    entries(directory)[0]!.click();
    expect(selected).to.have.length(1);
    expect(selected[0]!.detail).to.deep.equal({ channelId: 'owner/slug' });
    expect(selected[0]!.composed).to.equal(true);
  });

  it('makes links from href, which a listener may stop', async () => {
    const { directory, watch } = await open(
      html`<casto-directory href="#watch?channel={channel}"></casto-directory>`,
    );
    watch.show(fakeRecord({ channelId: 'owner/a b' }));
    await directory.updateComplete;
    const [link] = entries(directory);
    expect(link!.getAttribute('href')).to.equal('#watch?channel=owner%2Fa%20b');
    const clicks: boolean[] = [];
    directory.addEventListener('click', (event) => clicks.push(event.defaultPrevented));
    directory.addEventListener('casto-select', (event) => event.preventDefault(), { once: true });
    link!.click();
    expect(clicks).to.deep.equal([true]);
  });

  it('never makes a script of an href', async () => {
    const { directory, watch } = await open(
      html`<casto-directory href="javascript:alert({channel})"></casto-directory>`,
    );
    watch.show(fakeRecord());
    await directory.updateComplete;
    expect(entries(directory)[0]!.localName).to.equal('button');
  });

  it('says when nothing is live, in its own words or the page’s', async () => {
    const { directory, watch } = await open(
      html`<casto-directory><p slot="empty">Come back at eight</p></casto-directory>`,
    );
    watch.show();
    await directory.updateComplete;
    expect(directory.matches(':state(empty)')).to.equal(true);
    const slot = directory.shadowRoot!.querySelector<HTMLSlotElement>('slot[name=empty]');
    expect(slot?.assignedElements()[0]?.textContent).to.equal('Come back at eight');
  });

  it('shows what is wrong, and comes back by itself', async () => {
    const { directory, watch } = await open();
    const errors = record(directory, 'error');
    watch.fail(new CastoError('no-star', 'no star'));
    await directory.updateComplete;
    expect(shadowText(directory)).to.contain(english.errors['no-star'].title);
    expect(directory.error?.code).to.equal('no-star');
    expect(directory.matches(':state(error)')).to.equal(true);
    expect(errors).to.have.length(1);
    watch.show(fakeRecord());
    await directory.updateComplete;
    expect(directory.error).to.equal(null);
    expect(entries(directory)).to.have.length(1);
  });

  it('asks by itself once the page names a star', async () => {
    const { directory, watch } = await open();
    watch.fail(new CastoError('no-star', 'no star'));
    await directory.updateComplete;
    const meta = document.createElement('meta');
    meta.name = 'casto-star';
    meta.content = 'https://star.example';
    document.head.append(meta);
    try {
      await waitUntil(() => fake.engine.watches.length === 2, 'not asked again');
    } finally {
      meta.remove();
    }
  });

  it('offers another try where that can help, and not where the page is wrong', async () => {
    const { directory, watch } = await open();
    watch.fail(new CastoError('no-star', 'no star'));
    await directory.updateComplete;
    expect(has(directory, 'retry-button')).to.equal(false);
    watch.fail(new CastoError('star-unreachable', 'no answer', { fatal: false }));
    await directory.updateComplete;
    await expectAccessible(directory);
    part(directory, 'retry-button')!.click();
    await waitUntil(() => fake.engine.watches.length === 2, 'not asked again');
    expect(watch.closed).to.equal(true);
    expect(directory.matches(':state(loading)')).to.equal(true);
    await directory.updateComplete;
    expect(has(directory, 'loading')).to.equal(true);
    await expectAccessible(directory);
  });

  it('says that the device is offline, and asks again when it is back', async () => {
    const { directory, watch } = await open();
    let online = false;
    const guard = stub(navigator, 'onLine', true);
    Object.defineProperty(navigator, 'onLine', { configurable: true, get: () => online });
    try {
      watch.fail(new CastoError('star-unreachable', 'no answer', { fatal: false }));
      await directory.updateComplete;
      expect(shadowText(directory)).to.contain(english.directory.states.offline.title);
      online = true;
      dispatchEvent(new Event('online'));
      await waitUntil(() => fake.engine.watches.length === 2, 'not asked again');
    } finally {
      guard.restore();
    }
  });

  it('keeps an old list, and says that it is old', async () => {
    const { directory, watch } = await open();
    watch.show(fakeRecord());
    watch.fail(new CastoError('star-unreachable', 'no answer', { fatal: false }));
    await directory.updateComplete;
    expect(entries(directory)).to.have.length(1);
    expect(has(directory, 'stale')).to.equal(true);
    expect(status(directory)).to.equal(english.directory.stale);
    await expectAccessible(directory);
    watch.show(fakeRecord());
    await directory.updateComplete;
    expect(has(directory, 'stale')).to.equal(false);
  });

  const status = (directory: CastoDirectory): string =>
    directory.shadowRoot!.querySelector('[role=status]')?.textContent?.trim() ?? '';

  it('tells a screen reader what has come and gone, in one region that stays', async () => {
    const { directory, watch } = await open();
    const region = directory.shadowRoot!.querySelector('[role=status]');
    const tell = async (...slugs: string[]): Promise<string> => {
      watch.show(...slugs.map((slug) => fakeRecord({ channelId: `o/${slug}`, title: slug })));
      await directory.updateComplete;
      return status(directory);
    };
    expect(status(directory)).to.equal(english.directory.states.loading.title);
    expect(await tell('a', 'b')).to.equal('2 live channels');
    expect(await tell('a', 'b', 'c')).to.equal('c is live.');
    expect(await tell('a', 'd', 'e')).to.equal('2 channels went live. 2 channels have ended.');
    expect(await tell('e', 'd')).to.equal('a has ended.');
    expect(await tell('d', 'e'), 'an update without news').to.equal('');
    expect(await tell()).to.equal(english.directory.states.empty.title);
    expect(region === directory.shadowRoot!.querySelector('[role=status]')).to.equal(true);
    await expectAccessible(directory);
  });

  it('is walked through with the arrow keys, as the cards lie', async () => {
    const box = await fixture<HTMLElement>(html`<div><casto-directory></casto-directory></div>`);
    const directory = box.querySelector<CastoDirectory>('casto-directory')!;
    await waitUntil(() => fake.engine.watches.length > 0);
    // Room for two columns.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('casto-directory { width: 600px }');
    document.adoptedStyleSheets.push(sheet);
    try {
      fake.engine.watch.show(
        ...['a', 'b', 'c', 'd', 'e'].map((slug, index) =>
          fakeRecord({ channelId: `o/${slug}`, title: slug, viewers: 9 - index }),
        ),
      );
      await directory.updateComplete;
      const cards = entries(directory);
      const walk = (...keys: string[]): string => {
        for (const key of keys) {
          directory.shadowRoot!.activeElement!.dispatchEvent(
            new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }),
          );
        }
        const focused = directory.shadowRoot!.activeElement;
        return focused?.querySelector('[part=title]')?.textContent ?? '';
      };
      cards[0]!.focus();
      expect(walk('ArrowRight')).to.equal('b');
      expect(walk('ArrowDown')).to.equal('d');
      expect(walk('ArrowDown'), 'the last row is short').to.equal('e');
      expect(walk('ArrowDown'), 'no further').to.equal('e');
      expect(walk('ArrowUp')).to.equal('c');
      expect(walk('Home')).to.equal('a');
      expect(walk('End')).to.equal('e');
      box.lang = 'xx';
      box.dir = 'rtl';
      await waitUntil(() => getComputedStyle(directory).direction === 'rtl');
      cards[0]!.focus();
      expect(walk('ArrowLeft')).to.equal('b');
      expect(
        cards.every((card) => card.tabIndex === 0),
        'Tab reaches all',
      ).to.equal(true);
    } finally {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== sheet);
    }
  });

  it('shows the author’s pictures, and its own drawing for one that does not come', async () => {
    const { directory, watch } = await open(
      html`<casto-directory thumbnail="/no-such-folder/{channel}.jpg"></casto-directory>`,
    );
    watch.show(fakeRecord({ channelId: 'owner/a b' }));
    await directory.updateComplete;
    const picture = part(directory, 'thumbnail')!.querySelector('img')!;
    expect(picture.getAttribute('src')).to.equal('/no-such-folder/owner%2Fa%20b.jpg');
    expect(picture.loading).to.equal('lazy');
    await waitUntil(() => part(directory, 'thumbnail')!.querySelector('svg.cover') !== null);
    directory.thumbnail = 'javascript:x{channel}';
    await directory.updateComplete;
    expect(part(directory, 'thumbnail')!.querySelector('img') === null).to.equal(true);
  });

  const codes: CastoErrorCode[] = ['no-star', 'star-unreachable', 'star-invalid', 'internal'];
  it('stands axe in each error', async () => {
    const { directory, watch } = await open();
    for (const code of codes) {
      watch.fail(new CastoError(code, code));
      await directory.updateComplete;
      await expectAccessible(directory);
    }
  });

  it('asks other stars when the attribute changes', async () => {
    const { directory, watch } = await open();
    directory.star = 'http://127.0.0.1:9';
    await waitUntil(() => fake.engine.watches.length === 2);
    expect(watch.closed).to.equal(true);
    expect(fake.engine.watch.stars).to.deep.equal(['http://127.0.0.1:9']);
  });

  it('keeps its list when moved, and closes after the grace, 20 times over', async () => {
    asInPages();
    const { directory, watch } = await open();
    watch.show(fakeRecord());
    const section = document.createElement('section');
    document.body.append(section);
    section.append(directory);
    await directory.updateComplete;
    expect(entries(directory)).to.have.length(1);
    expect(watch.closed).to.equal(false);
    section.remove();
    for (let i = 0; i < 20; i++) {
      const each = document.createElement('casto-directory');
      document.body.append(each);
      await waitUntil(() => fake.engine.watches.length === i + 2);
      each.remove();
    }
    await waitUntil(() => fake.engine.open === 0, 'left open', { timeout: 4000 });
  });
});
