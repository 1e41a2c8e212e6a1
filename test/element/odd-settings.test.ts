/**
 * What an author may write by mistake: every attribute and property of every element with odd values. No
 * update may throw, what is wrong is named on the console, and the element goes on with the rest.
 */
import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import '../../components/casto-broadcast.js';
import '../../components/casto-directory.js';
import '../../components/casto-player.js';
import '../../components/casto-stats.js';
import type { LitElement } from 'lit';
import type { CastoPlayer } from '../../components/player/player-element.js';
import { has, stub, useFakeEngine } from './setup.js';

const ODD = [
  '',
  ' ',
  'https://',
  'http://[::1',
  '//',
  'javascript:alert(1)',
  '0',
  '-1',
  '1.5',
  '1e999',
  '99999999999999999999',
  '4294967297',
  'NaN',
  'null',
  'undefined',
  'ON',
  '{channel}',
  '%',
  '\u0000',
  '\ud800',
  '"><b>',
  'ä ö ü',
  'x'.repeat(300),
];

/** A removed attribute gives null, a framework may set anything. */
const ODD_PROPERTIES = [null, undefined, Number.NaN, -5, 1e300, true, {}, [], () => {}] as const;

const ELEMENTS: Record<string, { attributes: string[]; properties: string[] }> = {
  'casto-player': {
    attributes: ['channel', 'star', 'relay', 'max-children', 'max-upload', 'poster', 'lang'],
    properties: ['channel', 'star', 'relay', 'maxChildren', 'maxUpload', 'poster', 'quality'],
  },
  'casto-broadcast': {
    attributes: [
      'channel',
      'star',
      'source',
      'max-bitrate',
      'max-children',
      'label',
      'resolution',
      'frame-rate',
      'mirror',
      'lang',
    ],
    properties: [
      'channel',
      'star',
      'source',
      'maxBitrate',
      'maxChildren',
      'label',
      'resolution',
      'frameRate',
      'mirror',
    ],
  },
  'casto-directory': {
    attributes: ['star', 'href', 'thumbnail', 'search', 'order', 'lang'],
    properties: ['star', 'href', 'thumbnail', 'search', 'order'],
  },
  'casto-stats': {
    attributes: ['for', 'mode', 'interval', 'lang'],
    properties: ['htmlFor', 'mode', 'interval'],
  },
};

describe('odd settings', () => {
  const fake = useFakeEngine();
  let warnings: string[];
  let quiet: { restore(): void };
  const unhandled: unknown[] = [];
  const onUnhandled = (event: Event): void => {
    event.preventDefault();
    unhandled.push((event as PromiseRejectionEvent).reason ?? (event as ErrorEvent).error);
  };

  beforeEach(() => {
    warnings = [];
    unhandled.length = 0;
    quiet = stub(console, 'warn', (...texts: unknown[]) => void warnings.push(texts.join(' ')));
    addEventListener('unhandledrejection', onUnhandled);
  });
  afterEach(() => {
    quiet.restore();
    removeEventListener('unhandledrejection', onUnhandled);
  });

  for (const [name, { attributes, properties }] of Object.entries(ELEMENTS)) {
    it(`<${name}>: no attribute breaks an update`, async () => {
      const element = await fixture<LitElement>(html`<div></div>`);
      for (const attribute of attributes) {
        const subject = document.createElement(name) as LitElement;
        element.append(subject);
        for (const value of ODD) {
          subject.setAttribute(attribute, value);
          // Rejects with what the update threw.
          await subject.updateComplete;
        }
        subject.removeAttribute(attribute);
        await subject.updateComplete;
        subject.remove();
      }
      expect(unhandled).to.deep.equal([]);
    });

    it(`<${name}>: no property breaks an update, or a start`, async () => {
      const element = await fixture<LitElement>(html`<div></div>`);
      for (const property of properties) {
        for (const value of ODD_PROPERTIES) {
          const subject = document.createElement(name) as LitElement & Record<string, unknown>;
          subject.channel = 'street';
          subject[property] = value;
          if (name === 'casto-broadcast') {
            subject.srcObject = new MediaStream();
            void (subject as unknown as { start(): Promise<unknown> }).start().catch(() => {});
          }
          subject.autoplay = true;
          element.append(subject);
          await subject.updateComplete;
          subject.remove();
        }
      }
      expect(unhandled).to.deep.equal([]);
    });
  }

  it('a poster that is no address is named, and the player plays on', async () => {
    const player = await fixture<CastoPlayer>(
      html`<casto-player channel="street" autoplay muted poster="http://[::2"></casto-player>`,
    );
    await waitUntil(() => fake.engine.viewings.length > 0, 'no viewing was opened');
    expect(has(player, 'poster')).to.equal(false);
    fake.engine.viewing.play();
    await waitUntil(() => player.videoWidth > 0, 'no picture');
    player.channel = 'other';
    await player.updateComplete;
    expect(warnings.filter((text) => text.includes('poster="http://[::2"'))).to.have.length(1);
  });

  it('numbers out of range are named and come into range', async () => {
    const { engine } = fake;
    const player = await fixture<CastoPlayer>(
      html`<casto-player channel="street" autoplay muted max-children=" " max-upload="lots"></casto-player>`,
    );
    await waitUntil(() => engine.viewings.length > 0, 'no viewing was opened');
    expect(engine.viewing.options.maxChildren).to.equal(undefined);
    expect(engine.viewing.options.maxUpload).to.equal(undefined);
    expect(warnings.some((text) => text.includes('max-upload="lots"'))).to.equal(true);
    player.remove();
  });
});
