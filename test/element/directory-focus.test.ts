/** The list under a pointer and around the focus: nothing moves, and the focus never falls to the page. */
import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { resetMouse, sendMouse } from '@web/test-runner-commands';
import '../../components/casto-directory.js';
import type { CastoDirectory } from '../../components/directory/directory-element.js';
import { CastoError } from '../../src/base/errors.js';
import { fakeRecord } from './fake-engine.js';
import { asInPages, part, useFakeEngine } from './setup.js';

describe('<casto-directory> in use', () => {
  const fake = useFakeEngine();
  afterEach(() => resetMouse());

  /** Slugs with their viewers. */
  async function show(directory: CastoDirectory, viewers: Record<string, number>): Promise<void> {
    fake.engine.watch.show(
      ...Object.entries(viewers).map(([slug, count]) =>
        fakeRecord({ channelId: `o/${slug}`, title: slug, viewers: count }),
      ),
    );
    await directory.updateComplete;
  }
  async function listing(): Promise<CastoDirectory> {
    const directory = await fixture<CastoDirectory>(html`<casto-directory></casto-directory>`);
    await waitUntil(() => fake.engine.watches.length > 0, 'the directory was not asked');
    await show(directory, { a: 9, b: 8, c: 7 });
    return directory;
  }
  const cards = (directory: CastoDirectory): HTMLElement[] => [
    ...directory.shadowRoot!.querySelectorAll<HTMLElement>('[part=channel]'),
  ];
  const titleIn = (element: Element | null | undefined): string =>
    element?.querySelector('[part=title]')?.textContent ?? '';
  const order = (directory: CastoDirectory): string => cards(directory).map(titleIn).join('');
  const focused = (directory: CastoDirectory): Element | null =>
    directory.shadowRoot!.activeElement;
  const move = (element: Element): Promise<void> => {
    const { left, top, width, height } = element.getBoundingClientRect();
    const position: [number, number] = [Math.round(left + width / 2), Math.round(top + height / 2)];
    return sendMouse({ type: 'move', position });
  };

  it('holds its order while the focus is in it, and the card keeps the focus', async () => {
    const directory = await listing();
    expect(order(directory)).to.equal('abc');
    cards(directory)[1]!.focus();
    await show(directory, { c: 30, d: 25, b: 1, a: 20 });
    expect(order(directory), 'what has come is at the end').to.equal('abcd');
    expect(titleIn(focused(directory))).to.equal('b');
    expect(cards(directory)[2]!.textContent).to.contain('30');
    cards(directory)[1]!.blur();
    await directory.updateComplete;
    expect(order(directory)).to.equal('cdab');
  });

  it('holds its order while the pointer is over it', async () => {
    const directory = await listing();
    await move(cards(directory)[0]!);
    await show(directory, { a: 1, b: 2, c: 3 });
    expect(order(directory)).to.equal('abc');
    await sendMouse({ type: 'move', position: [0, window.innerHeight - 1] });
    await waitUntil(() => order(directory) === 'cba', 'still held');
    await show(directory, { a: 5, b: 4, c: 3 });
    expect(order(directory)).to.equal('abc');
  });

  it('goes by viewers again when it comes back to the page', async () => {
    asInPages();
    const directory = await listing();
    const section = await fixture<HTMLElement>(html`<section></section>`);
    await move(cards(directory)[0]!);
    directory.remove();
    await resetMouse();
    section.append(directory);
    await show(directory, { a: 1, b: 2, c: 3 });
    expect(order(directory)).to.equal('cba');
  });

  it('hands the focus on when the channel that has it ends', async () => {
    const directory = await listing();
    cards(directory)[1]!.focus();
    await show(directory, { a: 9, c: 7 });
    expect(titleIn(focused(directory)), 'the next one').to.equal('c');
    await show(directory, { a: 9 });
    expect(titleIn(focused(directory)), 'the one before, after the last').to.equal('a');
    await show(directory, {});
    expect(focused(directory)?.className).to.equal('root');
    await show(directory, { b: 1 });
    expect(focused(directory)?.className).to.equal('root');
    cards(directory)[0]!.focus();
    expect(
      directory.shadowRoot!.querySelector('[tabindex]') === null,
      'a stop for clicks',
    ).to.equal(true);
  });

  it('keeps the focus after “Try again”', async () => {
    const directory = await listing();
    await show(directory, {});
    fake.engine.watch.fail(new CastoError('star-unreachable', 'no answer', { fatal: false }));
    await directory.updateComplete;
    const retry = part(directory, 'retry-button')!;
    retry.focus();
    retry.click();
    await directory.updateComplete;
    expect(focused(directory)?.className).to.equal('root');
  });

  it('takes the focus from nobody', async () => {
    const directory = await listing();
    const field = await fixture<HTMLInputElement>(html`<input aria-label="elsewhere" />`);
    cards(directory)[1]!.focus();
    field.focus();
    await show(directory, { a: 9, c: 7 });
    expect(document.activeElement === field).to.equal(true);
    field.blur();
    await show(directory, { c: 7 });
    expect(focused(directory) === null).to.equal(true);
  });
});
