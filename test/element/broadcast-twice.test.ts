/** One channel, twice on a page: the second is told, and the first goes on. */
import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import '../../components/casto-broadcast.js';
import type { CastoBroadcast } from '../../components/broadcast/broadcast-element.js';
import { english } from '../../components/i18n/en/index.js';
import { CASTO, type CastoError } from '../../src/index.js';
import { type FakeComputer, useFakeComputer } from './broadcast-helpers.js';
import { record, shadowText, useFakeEngine } from './setup.js';

describe('one channel twice on a page', () => {
  const fake = useFakeEngine();
  let computer: FakeComputer;
  useFakeComputer((fresh) => {
    computer = fresh;
  });

  const codeOf = (started: Promise<unknown>): Promise<string> =>
    started.then(
      () => 'live',
      (error: CastoError) => error.code,
    );

  it('the second element is refused before it asks for a camera, and says so', async () => {
    const first = await fixture<CastoBroadcast>(html`<casto-broadcast></casto-broadcast>`);
    await first.start();
    const states = record(first, 'casto-statechange');
    const second = await fixture<CastoBroadcast>(
      html`<casto-broadcast controls channel=" live "></casto-broadcast>`,
    );
    const errors = record(second, 'error');
    expect(await codeOf(second.start())).to.equal('channel-taken');
    expect(second.state).to.equal('error');
    expect(errors).to.have.length(1);
    await second.updateComplete;
    expect(shadowText(second)).to.contain(english.errors['channel-taken'].hint);
    expect(computer.asked).to.have.length(1);
    await second.stop();
    expect(first.state).to.equal('live');
    expect(states).to.have.length(0);
    expect(fake.engine.broadcasts).to.have.length(1);
    expect(fake.engine.broadcast.stopped).to.equal(false);

    second.channel = 'another';
    expect(await codeOf(second.start())).to.equal('live');
    await first.stop();
    expect(second.state).to.equal('live');
    second.channel = 'live';
    await second.stop();
    expect(await codeOf(second.start()), 'it is free again').to.equal('live');
  });

  it('a clone with autostart is refused while the first is still on its way', async () => {
    const first = await fixture<CastoBroadcast>(
      html`<casto-broadcast autostart></casto-broadcast>`,
    );
    const clone = first.cloneNode() as CastoBroadcast;
    first.after(clone);
    await waitUntil(() => first.state === 'live');
    await waitUntil(() => clone.state === 'error');
    expect(clone.error?.code).to.equal('channel-taken');
    clone.remove();
    await new Promise((resolve) => setTimeout(resolve, 1200));
    expect(first.state).to.equal('live');
    expect(computer.live).to.have.length(2);
  });

  it('the SDK and an element are told of each other', async () => {
    const element = await fixture<CastoBroadcast>(html`<casto-broadcast></casto-broadcast>`);
    await element.start();
    const casto = new CASTO();
    expect(await codeOf(casto.start())).to.equal('channel-taken');
    await casto.stop();
    expect(element.state).to.equal('live');
    await element.stop();
    expect(await codeOf(casto.start())).to.equal('live');
    expect(await codeOf(element.start())).to.equal('channel-taken');
    await casto.stop();
    expect(await codeOf(element.start())).to.equal('live');
  });

  it('an element that takes the place of one just removed goes on air after it', async () => {
    const before = await fixture<CastoBroadcast>(html`<casto-broadcast></casto-broadcast>`);
    await before.start();
    const first = fake.engine.broadcast;
    const after = document.createElement('casto-broadcast') as CastoBroadcast;
    before.replaceWith(after);
    // The end of the first must be announced before the second is.
    let stoppedFirst = false;
    const create = fake.engine.createBroadcast.bind(fake.engine);
    fake.engine.createBroadcast = (options) => {
      stoppedFirst = first.stopped;
      return create(options);
    };
    expect(await codeOf(after.start())).to.equal('live');
    expect(stoppedFirst).to.equal(true);
    expect(before.state).to.equal('ended');
    after.remove();
  });

  it('stop() and start() in one moment are one broadcast after the other', async () => {
    const element = await fixture<CastoBroadcast>(html`<casto-broadcast></casto-broadcast>`);
    await element.start();
    const [, outcome] = await Promise.all([element.stop(), codeOf(element.start())]);
    expect(outcome).to.equal('live');
    expect(element.state).to.equal('live');
  });
});
