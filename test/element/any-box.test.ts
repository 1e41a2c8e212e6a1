/** Cards, columns, strips and portraits, in pages of any style: nothing is out of reach, nothing is wider than its place. */
import { expect, waitUntil } from '@open-wc/testing';
import '../../components/casto-broadcast.js';
import '../../components/casto-directory.js';
import '../../components/casto-player.js';
import '../../components/casto-stats.js';
import type { CastoBroadcast } from '../../components/broadcast/broadcast-element.js';
import type { CastoDirectory } from '../../components/directory/directory-element.js';
import type { CastoPlayer } from '../../components/player/player-element.js';
import type { CastoStatsElement } from '../../components/stats/stats-element.js';
import { CastoError } from '../../src/base/errors.js';
import { type FakeComputer, openPanel, press, useFakeComputer } from './broadcast-helpers.js';
import { fakeRecord } from './fake-engine.js';
import { BOXES, type Boxed, boxed, doubleText, faultsOf, nameOf, settled } from './in-a-box.js';
import { has, part, useFakeEngine } from './setup.js';

interface Page {
  lang: string;
  hostile?: boolean;
  doubled?: boolean;
}

const PAGES: readonly [string, Page][] = [
  ['as it comes', { lang: 'en' }],
  ['German', { lang: 'de' }],
  ['right to left', { lang: 'ar' }],
  ['in a page that styles everything', { lang: 'en', hostile: true }],
  ['with text of twice the size', { lang: 'de', doubled: true }],
];

describe('in any box', () => {
  const fake = useFakeEngine();
  let computer: FakeComputer;
  useFakeComputer((fresh) => {
    computer = fresh;
  });

  /** Tries an element as it stands in every box. */
  async function tryAll(element: HTMLElement, place: Boxed, page: Page, what: string) {
    const all: string[] = [];
    for (const box of BOXES) {
      if (page.doubled && box.width < 200) continue;
      await place.resize(box);
      const text = page.doubled ? doubleText(element.shadowRoot!) : null;
      const faults = await faultsOf(element, place.box, page.doubled && box.width <= 360);
      if (box.height !== undefined && 'state' in element) {
        const { height } = element.getBoundingClientRect();
        if (Math.abs(height - box.height) > 1) faults.push(`${height} px high`);
      }
      for (const fault of faults) all.push(`${what}, ${nameOf(box)}: ${fault}`);
      text?.restore();
    }
    return all;
  }

  for (const [name, page] of PAGES) {
    it(`player, ${name}`, async () => {
      const faults: string[] = [];
      const element = document.createElement('casto-player') as CastoPlayer;
      Object.assign(element, { channel: 'a', controls: true, muted: true, lang: page.lang });
      const place = await boxed(element, page);
      const look = async (what: string): Promise<void> => {
        await settled(element);
        faults.push(...(await tryAll(element, place, page, what)));
      };
      await look('idle');
      element.play().catch(() => undefined);
      await waitUntil(() => fake.engine.viewings.length > 0);
      const { viewing } = fake.engine;
      await waitUntil(() => element.state === 'connecting');
      await look('connecting');
      viewing.to('waiting');
      await look('waiting');
      viewing.play({ audio: true });
      await waitUntil(() => element.currentTime > 0);
      viewing.viewers = 12_345;
      await look('playing');
      viewing.to('reconnecting');
      await look('reconnecting');
      viewing.to('ended');
      await look('ended');
      viewing.fail(new CastoError('star-unreachable', 'x'));
      await look('error');
      place.box.remove();
      expect(faults).to.deep.equal([]);
    });

    it(`studio, ${name}`, async () => {
      const faults: string[] = [];
      const element = document.createElement('casto-broadcast') as CastoBroadcast;
      Object.assign(element, { controls: true, label: 'Harbour at dusk', lang: page.lang });
      const place = await boxed(element, page);
      const look = async (what: string): Promise<void> => {
        await settled(element);
        faults.push(...(await tryAll(element, place, page, what)));
      };
      await look('idle');
      await element.openPreview();
      await look('preview');
      await element.start();
      await look('live');
      element.cameraMuted = true;
      await look('live, camera off');
      fake.engine.broadcast.fail(new CastoError('star-unreachable', 'x', { fatal: false }));
      await look('live, with trouble');
      await press(element, 'close-notice-button');
      await openPanel(element, 'source');
      await press(element, 'screen-option');
      await waitUntil(() => computer.screens.length === 1);
      await waitUntil(() => element.srcObject?.getVideoTracks()[0]?.readyState === 'live');
      element.cameraMuted = false;
      const [screen] = computer.screens[0]!.getVideoTracks();
      screen!.stop();
      screen!.dispatchEvent(new Event('ended'));
      await waitUntil(() => part(element, 'share-again-button'), 'no slate');
      await look('the share was stopped');
      await element.stop();
      await look('ended');
      fake.engine.refuseBroadcast = new CastoError('permission-denied', 'x');
      await element.start().catch(() => {});
      await look('error');
      place.box.remove();
      expect(faults).to.deep.equal([]);
    });

    it(`statistics and directory, ${name}`, async () => {
      const faults: string[] = [];
      const player = document.createElement('casto-player') as CastoPlayer;
      Object.assign(player, { id: 'measured', channel: 'a', muted: true, autoplay: true });
      document.body.append(player);
      const stats = document.createElement('casto-stats') as CastoStatsElement;
      Object.assign(stats, { htmlFor: 'measured', lang: page.lang });
      const place = await boxed(stats, page);
      await waitUntil(() => fake.engine.viewings.length > 0);
      fake.engine.viewing.play();
      await waitUntil(() => part(stats, 'toolbar'), 'no figures');
      for (const { width } of BOXES) {
        if (page.doubled && width < 200) continue;
        await place.resize({ width });
        const text = page.doubled ? doubleText(stats.shadowRoot!) : null;
        for (const fault of await faultsOf(stats, place.box)) {
          faults.push(`statistics, ${width}: ${fault}`);
        }
        text?.restore();
      }
      player.remove();
      place.box.remove();
      const directory = document.createElement('casto-directory') as CastoDirectory;
      directory.lang = page.lang;
      const second = await boxed(directory, page);
      await waitUntil(() => fake.engine.watches.length > 0);
      const title = 'From centralised servers to serverless: Donaudampfschifffahrtsgesellschaft';
      fake.engine.watch.show(fakeRecord({ title, viewers: 12_345 }));
      await waitUntil(() => directory.channels.length === 1);
      for (const search of ['off', 'on'] as const) {
        directory.search = search;
        await waitUntil(() => has(directory, 'tools') === (search === 'on'));
        for (const { width } of BOXES) {
          if (page.doubled && width < 200) continue;
          await second.resize({ width });
          const text = page.doubled ? doubleText(directory.shadowRoot!) : null;
          for (const fault of await faultsOf(directory, second.box)) {
            faults.push(`directory, search ${search}, ${width}: ${fault}`);
          }
          text?.restore();
        }
      }
      expect(faults).to.deep.equal([]);
    });
  }

  it('what a narrow studio has no room for is among its settings', async () => {
    const element = document.createElement('casto-broadcast') as CastoBroadcast;
    element.controls = true;
    const place = await boxed(element);
    await place.resize({ width: 120, height: 68 });
    await element.start();
    await settled(element);
    part<HTMLButtonElement>(element, 'settings-button')!.click();
    await waitUntil(() => part(element, 'microphone-item'), 'no rows');
    for (const name of ['microphone', 'camera', 'source', 'record', 'share']) {
      const row = part(element, `${name}-item`)!;
      expect(row.checkVisibility(), name).to.equal(true);
      expect(part(element, `${name}-button`)!.checkVisibility(), name).to.equal(false);
    }
    part<HTMLButtonElement>(element, 'microphone-item')!.click();
    await element.updateComplete;
    expect(element.microphoneMuted).to.equal(true);
    await place.resize({ width: 640 });
    expect(part(element, 'microphone-item')!.checkVisibility()).to.equal(false);
    expect(part(element, 'microphone-button')!.checkVisibility()).to.equal(true);
  });

  it('a player in a flex row or a grid has a size of its own, and shrinks', async () => {
    for (const display of ['flex', 'inline-flex', 'grid']) {
      const element = document.createElement('casto-player') as CastoPlayer;
      const place = await boxed(element);
      place.box.style.display = display;
      await settled(element);
      expect(element.getBoundingClientRect().width, display).to.be.at.least(300);
      await place.resize({ width: 150 });
      const { width, height } = element.getBoundingClientRect();
      expect(width, display).to.be.at.most(150);
      expect(height, display).to.be.at.least(60);
      place.box.remove();
    }
  });
});
