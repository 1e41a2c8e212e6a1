/** What a person who does not see the studio is told, and where the focus stays. */
import { expect, waitUntil } from '@open-wc/testing';
import '../../components/casto-broadcast.js';
import type { CastoBroadcast } from '../../components/broadcast/broadcast-element.js';
import { CastoError } from '../../src/base/errors.js';
import { goLive, openPanel, press, studio, useFakeComputer } from './broadcast-helpers.js';
import { has, part, useFakeEngine } from './setup.js';

describe('<casto-broadcast> said and focused', () => {
  const fake = useFakeEngine();
  useFakeComputer();

  const hears = (element: CastoBroadcast, words: string): Promise<unknown> =>
    waitUntil(
      () => part(element, 'announcement')?.textContent?.trim() === words,
      `“${words}”, not “${part(element, 'announcement')?.textContent}”`,
    );

  it('says once that it is live, that somebody watches, and what is turned on and off', async () => {
    const element = await studio();
    await goLive(element);
    await hears(element, 'You are live.');
    fake.engine.broadcast.count(1);
    await hears(element, 'Somebody is watching.');
    fake.engine.broadcast.count(2);
    await element.updateComplete;
    await press(element, 'microphone-button');
    await hears(element, 'Microphone is off.');
    await press(element, 'microphone-button');
    await hears(element, 'Microphone is on.');
    await press(element, 'camera-button');
    await hears(element, 'Camera is off.');
    fake.engine.broadcast.to('reconnecting');
    await hears(element, '');
    fake.engine.broadcast.to('live');
    await hears(element, 'You are live.');
    await element.stop();
  });

  it('names another source', async () => {
    const element = await studio();
    await goLive(element);
    await openPanel(element, 'source');
    await press(element, 'screen-option');
    await hears(element, 'Screen.');
    await element.stop();
  });

  it('keeps the focus when what had it goes', async () => {
    fake.engine.refuseBroadcast = new CastoError('star-unreachable', 'x');
    const element = await studio();
    await openPanel(element, 'settings');
    part(element, 'settings-panel')!.hidePopover();
    await element.start().catch(() => {});
    await waitUntil(() => has(element, 'retry-button'));
    fake.engine.refuseBroadcast = null;
    part(element, 'retry-button')!.focus();
    part(element, 'retry-button')!.click();
    await waitUntil(() => element.state === 'live');
    await element.updateComplete;
    const focused = element.shadowRoot!.activeElement;
    expect(focused?.localName, 'the focus is on nothing').to.equal('button');
    await element.stop();
  });

  it('gives the focus back to the button of a panel that closes', async () => {
    const element = await studio();
    part(element, 'settings-button')!.focus();
    await openPanel(element, 'settings');
    part<HTMLElement>(element, 'settings-panel')!.querySelector<HTMLElement>('select')!.focus();
    part(element, 'settings-panel')!.hidePopover();
    await waitUntil(
      () => element.shadowRoot!.activeElement?.getAttribute('part')?.includes('settings-button'),
      'elsewhere',
    );
  });
});
