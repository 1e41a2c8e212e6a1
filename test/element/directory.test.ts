import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import '../../components/casto-directory.js';
import type { CastoDirectory } from '../../components/directory/directory-element.js';
import type { CastoSelectEvent } from '../../components/events/select-event.js';
import { english } from '../../components/i18n/en/index.js';
import { CastoError } from '../../src/errors.js';
import { fakeRecord } from './fake-engine.js';
import { record, shadowText, useFakeEngine } from './setup.js';

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
    await expect(directory).to.be.accessible();
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

  it('asks other stars when the attribute changes', async () => {
    const { directory, watch } = await open();
    directory.star = 'http://127.0.0.1:9';
    await waitUntil(() => fake.engine.watches.length === 2);
    expect(watch.closed).to.equal(true);
    expect(fake.engine.watch.stars).to.deep.equal(['http://127.0.0.1:9']);
  });

  it('keeps its list when moved, and closes after the grace, 20 times over', async () => {
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
