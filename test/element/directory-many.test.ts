/** A list of many: searched, ordered, drawn in pages, and as still under somebody as a short one. */
import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import '../../components/casto-directory.js';
import type { CastoDirectory } from '../../components/directory/directory-element.js';
import { english } from '../english.js';
import { expectAccessible } from './accessible.js';
import { fakeRecord } from './fake-engine.js';
import { inForcedColours } from './handheld.js';
import { boxed, faultsOf } from './in-a-box.js';
import { has, part, stub, useFakeEngine } from './setup.js';

const texts = english.directory;

describe('<casto-directory> of many', () => {
  const fake = useFakeEngine();

  /** What an observer would be told of the end of the list; nothing is near unless a test says so. */
  let near: (() => void)[] = [];
  let observed: IntersectionObserverInit[] = [];
  let ends: { restore(): void };
  beforeEach(() => {
    near = [];
    observed = [];
    class Observer {
      #tell: () => void;
      constructor(callback: IntersectionObserverCallback, options: IntersectionObserverInit) {
        observed.push(options);
        const entry = { isIntersecting: true } as IntersectionObserverEntry;
        this.#tell = () => callback([entry], this as never);
      }
      observe(): void {
        near.push(this.#tell);
      }
      disconnect(): void {
        near = near.filter((tell) => tell !== this.#tell);
      }
    }
    ends = stub(window, 'IntersectionObserver', Observer as never);
  });
  afterEach(() => ends.restore());

  const record = (i: number, change: object = {}) =>
    fakeRecord({
      channelId: `owner${i}/c${i}`,
      ownerId: `owner${i}`,
      slug: `c${i}`,
      title: `Channel ${i}`,
      viewers: 1000 - i,
      startedAt: Date.now() - (1000 - i) * 60_000,
      ...change,
    });
  const show = async (directory: CastoDirectory, ...list: ReturnType<typeof fakeRecord>[]) => {
    fake.engine.watch.show(...list);
    await directory.updateComplete;
  };
  const many = (count: number) => Array.from({ length: count }, (_, i) => record(i));
  const cards = (directory: CastoDirectory): HTMLElement[] => [
    ...directory.shadowRoot!.querySelectorAll<HTMLElement>('[part=channel]'),
  ];
  const titles = (directory: CastoDirectory): (string | undefined)[] =>
    cards(directory).map((card) => card.querySelector('[part=title]')?.textContent ?? undefined);
  const status = (directory: CastoDirectory): string =>
    directory.shadowRoot!.querySelector('[role=status]')?.textContent?.trim() ?? '';
  const focused = (directory: CastoDirectory): Element | null =>
    directory.shadowRoot!.activeElement;

  async function open(
    list: ReturnType<typeof fakeRecord>[],
    template = html`<casto-directory></casto-directory>`,
  ): Promise<CastoDirectory> {
    const directory = await fixture<CastoDirectory>(template);
    await waitUntil(() => fake.engine.watches.length > 0, 'the directory was not asked');
    await show(directory, ...list);
    return directory;
  }
  async function openMany(count: number): Promise<CastoDirectory> {
    const directory = await open(many(count));
    await waitUntil(() => has(directory, 'search'), 'no search came');
    return directory;
  }
  async function type(directory: CastoDirectory, words: string): Promise<void> {
    const field = part<HTMLInputElement>(directory, 'search')!;
    field.value = words;
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    await directory.updateComplete;
  }

  describe('the search', () => {
    it('is there when there are many, and not for few', async () => {
      const directory = await open(many(8));
      await import('../../components/directory/many/directory-many.lazy.js');
      await directory.updateComplete;
      expect(cards(directory)).to.have.length(8);
      expect(has(directory, 'search')).to.equal(false);
      await show(directory, ...many(9));
      await waitUntil(() => has(directory, 'search'), 'none for nine');
      expect(part(directory, 'count')!.textContent).to.equal('9 live channels');
      await show(directory, ...many(6));
      expect(has(directory, 'search'), 'comes and goes').to.equal(true);
      await show(directory, ...many(4));
      expect(has(directory, 'search'), 'for four').to.equal(false);
    });

    it('does not come under somebody’s pointer, and pushes nothing down when it comes first', async () => {
      const directory = await open(many(3));
      cards(directory)[0]!.focus();
      await show(directory, ...many(12));
      await import('../../components/directory/many/directory-many.lazy.js');
      await directory.updateComplete;
      expect(has(directory, 'search')).to.equal(false);
      cards(directory)[0]!.blur();
      await waitUntil(() => has(directory, 'search'), 'never came');

      const other = await fixture<CastoDirectory>(html`<casto-directory></casto-directory>`);
      await waitUntil(() => fake.engine.watches.length === 2);
      const without: number[] = [];
      const watch = new MutationObserver(() => {
        if (!has(other, 'search')) without.push(cards(other).length);
      });
      watch.observe(other.shadowRoot!, { childList: true, subtree: true });
      fake.engine.watches[1]!.show(...many(12));
      await waitUntil(() => cards(other).length === 12);
      watch.disconnect();
      expect(without.filter(Boolean), 'cards before the search').to.deep.equal([]);
    });

    it('comes with the first list whoever points at it', async () => {
      const directory = await fixture<CastoDirectory>(html`<casto-directory></casto-directory>`);
      await waitUntil(() => fake.engine.watches.length > 0);
      directory.dispatchEvent(new PointerEvent('pointerenter'));
      await show(directory, ...many(12));
      await waitUntil(() => cards(directory).length === 12);
      expect(has(directory, 'search')).to.equal(true);
    });

    it('is forced with search="on", hidden with "off", and never above nothing', async () => {
      const directory = await open(many(1), html`<casto-directory search="on"></casto-directory>`);
      await waitUntil(() => has(directory, 'search'), 'not forced');
      await show(directory);
      expect(has(directory, 'search'), 'above nothing').to.equal(false);
      expect(has(directory, 'empty')).to.equal(true);
      await show(directory, ...many(20));
      await type(directory, 'Channel 19');
      expect(cards(directory)).to.have.length(1);
      directory.setAttribute('search', 'off');
      await directory.updateComplete;
      expect(has(directory, 'search'), 'hidden').to.equal(false);
      expect(cards(directory), 'what was searched counts no more').to.have.length(20);
    });

    it('warns of values that do not exist, and goes on', async () => {
      const warnings: string[] = [];
      const guard = stub(console, 'warn', (text: string) => void warnings.push(text));
      try {
        const directory = await open(
          many(3),
          html`<casto-directory search="perhaps" order="loudest"></casto-directory>`,
        );
        expect([directory.search, directory.order]).to.deep.equal(['auto', 'viewers']);
        directory.order = 'quietest' as never;
        await directory.updateComplete;
        expect(cards(directory)).to.have.length(3);
      } finally {
        guard.restore();
      }
      for (const value of ['search="perhaps"', 'order="loudest"', 'order="quietest"']) {
        expect(warnings.filter((text) => text.includes(value))).to.have.length(1);
      }
    });

    it('looks at titles, slugs and owners, whatever the case and the accents', async () => {
      const directory = await openMany(9);
      await show(
        directory,
        ...many(9),
        record(20, { title: 'Café Möwe in der Hauptstraße', slug: 'kueste' }),
        record(21, { title: 'أخبار المساء', ownerId: '12D3KooWNadia' }),
        record(22, { title: '夕方のニュース' }),
      );
      const finds = async (words: string): Promise<(string | undefined)[]> => {
        await type(directory, words);
        return titles(directory);
      };
      const cafe = ['Café Möwe in der Hauptstraße'];
      expect(await finds('cafe')).to.deep.equal(cafe);
      expect(await finds('MÖWE')).to.deep.equal(cafe);
      expect(await finds('STRASSE  cafe '), 'words in any order').to.deep.equal(cafe);
      expect(await finds('kuest'), 'slug').to.deep.equal(cafe);
      expect(await finds('koownad'), 'owner').to.deep.equal(['أخبار المساء']);
      expect(await finds('اخبار'), 'hamza').to.deep.equal(['أخبار المساء']);
      expect(await finds('ニュース')).to.deep.equal(['夕方のニュース']);
      expect(await finds('café 夕方'), 'all words').to.deep.equal([]);
      expect(directory.channels, 'the property stays whole').to.have.length(12);
      expect(directory.matches(':state(list)')).to.equal(true);
    });

    it('says when nothing is found, and how to go on', async () => {
      const directory = await openMany(12);
      part(directory, 'search')!.focus();
      await type(directory, 'zzz');
      expect(part(directory, 'empty')!.textContent).to.contain('Nothing found for “zzz”');
      expect(has(directory, 'list')).to.equal(false);
      expect(part(directory, 'count')!.textContent).to.equal('0 channels found');
      await expectAccessible(directory);
      const button = part(directory, 'empty')!.querySelector<HTMLElement>('[part=clear-button]')!;
      button.focus();
      button.click();
      await directory.updateComplete;
      expect(cards(directory)).to.have.length(12);
      expect(part<HTMLInputElement>(directory, 'search')!.value).to.equal('');
      expect(focused(directory)?.getAttribute('part')).to.equal('search');
      expect(has(directory, 'clear-button')).to.equal(false);
    });

    it('is emptied by its cross and by Escape, which then closes nothing else', async () => {
      const directory = await openMany(12);
      await type(directory, 'Channel 7');
      expect(cards(directory)).to.have.length(1);
      const cross = part(directory, 'clear-button')!;
      cross.focus();
      cross.click();
      await directory.updateComplete;
      expect(cards(directory)).to.have.length(12);
      expect(focused(directory)?.getAttribute('part'), 'on to other words').to.equal('search');
      const escaped: boolean[] = [];
      document.addEventListener('keydown', () => escaped.push(true), { once: true });
      await type(directory, 'Channel 7');
      part(directory, 'search')!.focus();
      await sendKeys({ press: 'Escape' });
      await directory.updateComplete;
      expect(cards(directory)).to.have.length(12);
      expect(escaped).to.deep.equal([]);
      await sendKeys({ press: 'Escape' });
      expect(escaped, 'without words it is the page’s').to.deep.equal([true]);
    });

    it('says how many were found once typing rests, in the region that stays', async () => {
      const directory = await openMany(12);
      const said: string[] = [];
      const region = directory.shadowRoot!.querySelector('[role=status]')!;
      const watch = new MutationObserver(() => said.push(status(directory)));
      watch.observe(region, { characterData: true, childList: true, subtree: true });
      for (const words of ['C', 'Ch', 'Channel 1']) await type(directory, words);
      await waitUntil(() => status(directory) !== '', 'nothing was said');
      expect(said.filter(Boolean)).to.deep.equal(['3 channels found']);
      await type(directory, 'Channel 10');
      await waitUntil(() => status(directory) === '1 channel found');
      await type(directory, 'Channel 1000');
      await waitUntil(() => status(directory) === texts.nothingFound('Channel 1000'));
      await type(directory, '');
      await waitUntil(() => status(directory) === '12 live channels');
      watch.disconnect();
    });
  });

  describe('the order', () => {
    it('is by viewers, or newest first with order="newest"', async () => {
      const directory = await open(
        many(3),
        html`<casto-directory order="newest"></casto-directory>`,
      );
      expect(titles(directory)).to.deep.equal(['Channel 2', 'Channel 1', 'Channel 0']);
      directory.order = 'viewers';
      await directory.updateComplete;
      expect(titles(directory)).to.deep.equal(['Channel 0', 'Channel 1', 'Channel 2']);
    });

    it('is chosen by the person, comes at once, and holds still after that', async () => {
      const directory = await openMany(10);
      const choice = part<HTMLSelectElement>(directory, 'order')!;
      expect(choice.value).to.equal('viewers');
      choice.focus();
      choice.value = 'newest';
      choice.dispatchEvent(new Event('change', { bubbles: true }));
      await directory.updateComplete;
      expect(directory.order).to.equal('newest');
      expect(titles(directory)[0]).to.equal('Channel 9');
      await show(directory, ...many(11));
      expect(titles(directory).at(-1), 'what is new stands at the end').to.equal('Channel 10');
      choice.blur();
      await directory.updateComplete;
      expect(titles(directory)[0]).to.equal('Channel 10');
      directory.order = 'viewers';
      await directory.updateComplete;
      expect(choice.value, 'by the page').to.equal('viewers');
    });

    it('holds still while somebody types', async () => {
      const directory = await openMany(10);
      part(directory, 'search')!.focus();
      await type(directory, 'Channel');
      const before = titles(directory);
      await show(directory, ...many(10).map((each, i) => ({ ...each, viewers: i })));
      expect(titles(directory)).to.deep.equal(before);
    });
  });

  describe('pages', () => {
    it('come as the end of the list comes near, until all are there', async () => {
      const directory = await openMany(120);
      expect(directory.channels).to.have.length(120);
      expect(cards(directory)).to.have.length(48);
      expect(part(directory, 'more-button')!.parentElement!.textContent).to.contain('48 of 120');
      expect(Number.parseInt(observed[0]!.rootMargin!, 10), 'looks ahead').to.be.above(100);
      const first = cards(directory);
      for (const count of [96, 120]) {
        expect(near).to.have.length(1);
        near[0]!();
        await directory.updateComplete;
        expect(cards(directory)).to.have.length(count);
      }
      expect(
        first.every((card, i) => cards(directory)[i] === card),
        'the first are left alone',
      ).to.equal(true);
      expect(has(directory, 'more-button')).to.equal(false);
      expect(near, 'still watched').to.have.length(0);
    });

    it('come in a real page that is scrolled, and what is read stays where it is', async () => {
      ends.restore();
      const directory = await openMany(400);
      const last = cards(directory)[47]!;
      last.scrollIntoView({ block: 'end' });
      const { top } = last.getBoundingClientRect();
      await waitUntil(() => cards(directory).length > 48, 'no more came');
      expect(Math.abs(last.getBoundingClientRect().top - top)).to.be.below(2);
      expect(cards(directory).length, 'all at once').to.be.below(400);
    });

    it('come by the button, which hands the focus to the first that is new', async () => {
      const directory = await openMany(60);
      const button = part(directory, 'more-button')!;
      button.focus();
      near[0]!();
      await directory.updateComplete;
      expect(cards(directory), 'pushed away from under the focus').to.have.length(48);
      await sendKeys({ press: 'Enter' });
      await waitUntil(() => cards(directory).length === 60);
      await waitUntil(
        () => focused(directory) === cards(directory)[48],
        'the focus went elsewhere',
      );
    });

    it('count for what is found, and begin anew with other words', async () => {
      const directory = await openMany(150);
      near[0]!();
      await directory.updateComplete;
      expect(cards(directory)).to.have.length(96);
      await type(directory, 'Channel 1');
      expect(cards(directory), 'all with a 1 in them').to.have.length(48);
      expect(part(directory, 'count')!.textContent).to.equal('69 channels found');
    });

    it('are there without a search, and are watched again after a move', async () => {
      const directory = await open(
        many(60),
        html`<casto-directory search="off"></casto-directory>`,
      );
      await waitUntil(() => has(directory, 'more-button'), 'no pages');
      expect(has(directory, 'search')).to.equal(false);
      const section = await fixture<HTMLElement>(html`<section></section>`);
      section.append(directory);
      await directory.updateComplete;
      await waitUntil(() => near.length === 1, 'no longer watched');
    });
  });

  it('stands axe, at any width, in any language', async () => {
    const directory = document.createElement('casto-directory') as CastoDirectory;
    directory.search = 'on';
    const place = await boxed(directory);
    await waitUntil(() => fake.engine.watches.length > 0);
    const faults: string[] = [];
    const names = new Set<string | null>();
    for (const lang of ['en', 'de', 'es', 'ja', 'ko', 'ar']) {
      directory.lang = lang;
      await waitUntil(() => directory.shadowRoot!.querySelector(`.root[lang|="${lang}"]`), lang);
      // One card, so that all of it is on the screen; then so many that there is a button below them.
      for (const count of [1, 50]) {
        await show(directory, ...many(count));
        await waitUntil(() => has(directory, 'search'), 'no search came');
        for (const words of count === 1 ? ['', 'c', 'donaudampfschifffahrtsgesellschaft'] : ['']) {
          await type(directory, words);
          for (const width of [120, 200, 280, 720]) {
            await place.resize({ width });
            if (count > 1) part(directory, 'more-button')!.scrollIntoView({ block: 'end' });
            const all = await faultsOf(directory, place.box);
            const scrolled = /^(channel|search|order) under nothing$/;
            for (const fault of all.filter((each) => count === 1 || !scrolled.test(each))) {
              faults.push(`${lang} “${words}” ${width}: ${fault}`);
            }
          }
          await expectAccessible(directory);
        }
      }
      names.add(part(directory, 'search')!.getAttribute('aria-label'));
    }
    expect(faults).to.deep.equal([]);
    expect(names.size, 'languages').to.equal(6);
  });

  it('lets small covers differ, the same for the same channel, also in forced colours', async () => {
    const directory = await open(many(8));
    const drawing = (card: HTMLElement): string => card.querySelector('svg.cover')!.innerHTML;
    const all = cards(directory)
      .map(drawing)
      .map((each) => each.replace(/<!--.*?-->/g, ''));
    expect(new Set(all).size).to.equal(8);
    const shapes = new Set(all.map((each) => /d="([^"]+)"/.exec(each)![1]));
    expect(shapes.size, 'not only another colour').to.be.above(2);
    await show(directory, ...many(8).map((each) => ({ ...each, title: 'Other', viewers: 5 })));
    expect(
      cards(directory)
        .map(drawing)
        .map((each) => each.replace(/<!--.*?-->/g, '')),
    ).to.deep.equal(all);
    await inForcedColours(async () => {
      const fills = [...cards(directory)[0]!.querySelectorAll('.cover *')].map(
        (each) => getComputedStyle(each).fill,
      );
      expect(new Set(fills).size).to.be.above(3);
    });
  });
});
