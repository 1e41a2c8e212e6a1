/** The studio's way on air and off it: preview, count, question, sum. By program it is as it always was. */
import { aTimeout, expect, fixture, html, waitUntil } from '@open-wc/testing';
import '../../components/casto-broadcast.js';
import type { CastoBroadcast } from '../../components/broadcast/broadcast-element.js';
import { expectAccessible } from './accessible.js';
import {
  type FakeComputer,
  openPanel,
  press,
  studio,
  useFakeComputer,
} from './broadcast-helpers.js';
import { has, part, record, shadowText, useFakeEngine } from './setup.js';

describe('<casto-broadcast> green room', () => {
  const fake = useFakeEngine();
  let computer: FakeComputer;
  useFakeComputer((fresh) => {
    localStorage.removeItem('casto.countdown');
    computer = fresh;
  });

  const quick = (): Promise<CastoBroadcast> =>
    fixture<CastoBroadcast>(html`<casto-broadcast controls countdown="0"></casto-broadcast>`);
  const room = (element: CastoBroadcast): Promise<unknown> =>
    waitUntil(() => has(element, 'green-room'), 'no green room');

  it('shows what viewers will see before they see it', async () => {
    computer.sounding = true;
    const element = await quick();
    const states = record<CustomEvent>(element, 'casto-statechange');
    expect(part(element, 'start-button')!.textContent).to.contain('Go live…');
    await press(element, 'start-button');
    await room(element);
    expect(element.srcObject).not.to.equal(null);
    expect(fake.engine.broadcasts.length, 'on air already').to.equal(0);
    expect(element.state).to.equal('idle');
    expect(part(element, 'start-button')!.textContent).not.to.contain('…');
    await waitUntil(() => part(element, 'green-room')!.querySelector('[data-heard]'), 'not heard');
    await expectAccessible(element);
    await press(element, 'start-button');
    await waitUntil(() => element.state === 'live');
    expect(has(element, 'green-room')).to.equal(false);
    expect(computer.asked.length, 'asked once').to.equal(1);
    expect(states.map(({ detail }) => detail.to)).to.deep.equal([
      'requesting',
      'idle',
      'connecting',
      'live',
    ]);
    await element.stop();
  });

  it('keeps the focus on its one button, from the first press to the last', async () => {
    const element = await quick();
    part(element, 'start-button')!.focus();
    const focused = (): string => element.shadowRoot!.activeElement?.getAttribute('part') ?? '';
    await press(element, 'start-button');
    await room(element);
    expect(focused()).to.contain('start-button');
    await press(element, 'start-button');
    await waitUntil(() => element.state === 'live');
    await element.updateComplete;
    expect(focused()).to.contain('stop-button');
    await press(element, 'stop-button');
    await waitUntil(() => element.state === 'ended');
    await element.updateComplete;
    expect(focused()).to.contain('start-button');
  });

  it('takes a title, also while it is on air', async () => {
    const element = await quick();
    await press(element, 'start-button');
    await room(element);
    const type = (text: string): void => {
      const field = part<HTMLInputElement>(element, 'title-field')!;
      field.value = text;
      field.dispatchEvent(new Event('change'));
    };
    type('  Harbour at dusk ');
    expect(element.label).to.equal('Harbour at dusk');
    await press(element, 'start-button');
    await waitUntil(() => element.state === 'live');
    expect(fake.engine.broadcast.options.label).to.equal('Harbour at dusk');
    await openPanel(element, 'settings');
    type('Harbour by night');
    await element.updateComplete;
    await waitUntil(() => fake.engine.broadcast.changes.length > 0);
    expect(fake.engine.broadcast.changes.at(-1)).to.deep.include({ label: 'Harbour by night' });
    await element.stop();
  });

  it('counts down, and can be cancelled', async () => {
    const element = await fixture<CastoBroadcast>(
      html`<casto-broadcast controls countdown="1"></casto-broadcast>`,
    );
    await press(element, 'start-button');
    await room(element);
    await press(element, 'start-button');
    expect(part(element, 'countdown')!.textContent).to.contain('1');
    expect(has(element, 'green-room')).to.equal(false);
    await expectAccessible(element);
    await press(element, 'stop-button');
    expect(has(element, 'countdown')).to.equal(false);
    await aTimeout(1100);
    expect(fake.engine.broadcasts.length).to.equal(0);
    expect(element.srcObject, 'the preview goes on').not.to.equal(null);
    await press(element, 'start-button');
    await waitUntil(() => element.state === 'live');
    await element.stop();
  });

  it('counts from three unless the person has switched it off, and remembers that', async () => {
    const element = await studio();
    await press(element, 'start-button');
    await room(element);
    await press(element, 'start-button');
    expect(part(element, 'countdown')!.textContent).to.contain('3');
    await press(element, 'stop-button');
    await openPanel(element, 'settings');
    part<HTMLInputElement>(element, 'countdown-checkbox')!.click();
    element.remove();
    const again = await studio();
    await press(again, 'start-button');
    await room(again);
    await press(again, 'start-button');
    expect(has(again, 'countdown')).to.equal(false);
    await waitUntil(() => again.state === 'live');
    await again.stop();
  });

  it('start() and autostart go on air at once', async () => {
    const element = await studio();
    await element.start();
    expect(element.state).to.equal('live');
    await element.stop();
    const auto = await fixture<CastoBroadcast>(
      html`<casto-broadcast controls autostart></casto-broadcast>`,
    );
    await waitUntil(() => auto.state === 'live');
    await auto.stop();
  });

  it('asks before the end when somebody watches, in place, and stop() does not', async () => {
    const element = await quick();
    await element.start();
    fake.engine.broadcast.count(2);
    await press(element, 'stop-button');
    expect(element.state).to.equal('live');
    await waitUntil(() => has(element, 'question'), 'not asked');
    expect(part(element, 'question')!.textContent).to.contain('End it for 2 viewers?');
    await element.updateComplete;
    expect(element.shadowRoot!.activeElement?.getAttribute('part')).to.equal('go-on-button');
    await expectAccessible(element);
    await press(element, 'go-on-button');
    expect(has(element, 'question')).to.equal(false);
    expect(element.state).to.equal('live');
    await press(element, 'stop-button');
    await waitUntil(() => has(element, 'end-button'));
    await press(element, 'end-button');
    await waitUntil(() => element.state === 'ended');
    await element.start();
    fake.engine.broadcast.count(2);
    await element.stop();
    expect(element.state).to.equal('ended');
  });

  it('tells at the end how long it was, and how many watched', async () => {
    const element = await quick();
    await element.start();
    fake.engine.broadcast.count(5);
    fake.engine.broadcast.count(1);
    await aTimeout(1100);
    await element.stop();
    await waitUntil(() => has(element, 'sum'), 'no sum');
    expect(shadowText(element)).to.contain('On air for 00:01 · 5 viewers at most');
    await expectAccessible(element);
  });
});
