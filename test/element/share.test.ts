import { expect, fixture, fixtureCleanup, html, waitUntil } from '@open-wc/testing';
import 'jsqr';
import { LitElement, type TemplateResult } from 'lit';
import { theme } from '../../components/base/theme.js';
import { encodeQr } from '../../components/share/qr.lazy.js';
import { type QrLoader, ShareController } from '../../components/share/share-controller.js';
import {
  channelLink,
  type ShareSource,
  shareTargets,
  watchLink,
} from '../../components/share/share-core.js';
import { sharePanel } from '../../components/share/share-panel.js';
import { shareStyles } from '../../components/share/share-styles.js';
import { english } from '../english.js';
import { part, shadowText, stub } from './setup.js';

type JsQr = (data: Uint8ClampedArray, width: number, height: number) => { data: string } | null;

const CHANNEL = '12D3KooWFakeOwnerFakeOwnerFakeOwnerFakeOwnerABCDEF/street-camera';

const { share } = english;
let loadQr: QrLoader = async () => encodeQr;

/** The frame that a player or a broadcast puts around the panel. */
class ShareHost extends LitElement {
  static override styles = [theme, shareStyles];
  readonly share = new ShareController(
    this,
    () => ({ channelId: CHANNEL, title: 'Street camera' }),
    () => loadQr(),
  );
  protected override render(): TemplateResult {
    return sharePanel(this.share.view(share), this.share.actions, { share });
  }
}
customElements.define('share-host', ShareHost);

function source(change: Partial<ShareSource> = {}): ShareSource {
  return {
    channelId: CHANNEL,
    title: 'Street camera',
    pageUrl: 'https://site.example/show?lang=ko#top',
    ...change,
  };
}

describe('share links', () => {
  it('is the page with the channel, keeps its query and drops its fragment', () => {
    const link = new URL(watchLink(source()));
    expect(link.origin + link.pathname).to.equal('https://site.example/show');
    expect(link.searchParams.get('lang')).to.equal('ko');
    expect(link.searchParams.get('channel')).to.equal(CHANNEL);
    expect(link.hash).to.equal('');
    const again = watchLink(source({ pageUrl: link.href }));
    expect(new URL(again).searchParams.getAll('channel')).to.deep.equal([CHANNEL]);
  });

  it('follows share-url: template, address, relative; refuses what is not http', () => {
    const at = (shareUrl: string): string => watchLink(source({ shareUrl }));
    expect(at('https://x.example/w/{channel}')).to.equal(
      `https://x.example/w/${encodeURIComponent(CHANNEL)}`,
    );
    expect(at('/watch')).to.equal(
      `https://site.example/watch?channel=${encodeURIComponent(CHANNEL)}`,
    );
    for (const bad of ['javascript:alert(1)', 'data:text/html,x{channel}', 'https://']) {
      expect(at(bad), bad).to.contain('https://site.example/show?');
    }
    // `$&` would be a pattern of String.replace.
    expect(channelLink('https://x.example/{channel}', 'https://x.example', '$&')).to.equal(
      'https://x.example/%24%26',
    );
  });

  it('writes code that a page can take as it is', () => {
    const { frame, tag } = shareTargets(
      source({
        embedUrl: '/embed.html?a=1',
        star: 'https://star.example',
        scriptUrl: 'https://cdn.example/casto.js',
      }),
      'Live: "<b>" & more',
    );
    const page = new DOMParser().parseFromString(frame + tag, 'text/html');
    const made = page.querySelector('iframe')!;
    expect(made.src).to.equal(
      `https://site.example/embed.html?a=1&channel=${encodeURIComponent(CHANNEL)}`,
    );
    expect(made.title).to.equal('Live: "<b>" & more');
    expect(made.allow).to.contain('autoplay');
    expect(made.hasAttribute('allowfullscreen')).to.equal(true);
    expect(made.hasAttribute('style'), 'a strict CSP refuses it').to.equal(false);
    const player = page.querySelector('casto-player')!;
    expect(player.getAttribute('channel')).to.equal(CHANNEL);
    expect(player.getAttribute('star')).to.equal('https://star.example');
    expect(page.querySelector('script')?.src).to.equal('https://cdn.example/casto.js');
    expect(page.querySelectorAll('b')).to.have.length(0);
  });

  it('has no frame code without an embed page', () => {
    expect(shareTargets(source(), '').frame).to.equal('');
    expect(shareTargets(source({ embedUrl: 'javascript:1' }), '').frame).to.equal('');
  });
});

describe('share panel', () => {
  const swapped: { restore(): void }[] = [];

  beforeEach(() => {
    loadQr = async () => encodeQr;
  });
  afterEach(() => {
    fixtureCleanup();
    for (const each of swapped.splice(0)) each.restore();
    for (const meta of document.querySelectorAll('meta[name^=casto-]')) meta.remove();
  });

  function swap<T extends object, K extends keyof T>(target: T, name: K, value: T[K]): void {
    swapped.push(stub(target, name, value));
  }

  function clipboard(write: (text: string) => Promise<void>): void {
    swap(navigator, 'clipboard', { writeText: write } as Clipboard);
  }

  async function panel(template = html`<share-host></share-host>`): Promise<ShareHost> {
    const host = await fixture<ShareHost>(template);
    await host.updateComplete;
    return host;
  }

  function get<T extends Element = HTMLElement>(host: ShareHost, selector: string): T {
    const found = host.shadowRoot!.querySelector<T>(selector);
    if (!found) throw new Error(`nothing matches ${selector}`);
    return found;
  }

  async function open(host: ShareHost, tab: 'link' | 'embed' | 'qr'): Promise<void> {
    get(host, `#share-tab-${tab}`).click();
    await host.updateComplete;
  }

  const spoken = (host: ShareHost): string => get(host, '[role=status]').textContent!.trim();

  it('copies the link and says so politely', async () => {
    const written: string[] = [];
    clipboard(async (text) => void written.push(text));
    const host = await panel();
    const field = get<HTMLInputElement>(host, '#share-link');
    expect(new URL(field.value).searchParams.get('channel')).to.equal(CHANNEL);
    expect(spoken(host)).to.equal('');
    const button = get(host, '.share-copy');
    expect(button.getAttribute('aria-label')).to.equal('Copy: Link for viewers');
    button.click();
    await waitUntil(() => spoken(host) !== '');
    expect(written).to.deep.equal([field.value]);
    expect(spoken(host)).to.equal(share.linkCopied);
    expect(button.textContent).to.contain('Copied');
    await expect(host).to.be.accessible();
  });

  it('selects the text when the clipboard refuses', async () => {
    clipboard(() => Promise.reject(new DOMException('no', 'NotAllowedError')));
    const host = await panel();
    get(host, '.share-copy').click();
    await waitUntil(() => spoken(host) !== '');
    expect(spoken(host)).to.equal(share.copyRefused);
    const field = get<HTMLInputElement>(host, '#share-link');
    expect(host.shadowRoot!.activeElement?.id).to.equal('share-link');
    expect(field.selectionEnd! - field.selectionStart!).to.equal(field.value.length);
    await expect(host).to.be.accessible();
  });

  it('offers the system dialog only where there is one, and takes a refusal', async () => {
    swap(navigator, 'share', undefined as never);
    expect(part(await panel(), 'share-with') === null).to.equal(true);
    fixtureCleanup();
    const asked: ShareData[] = [];
    swap(navigator, 'share', async (data) => {
      asked.push(data!);
      throw new DOMException('closed', 'AbortError');
    });
    const host = await panel();
    part(host, 'share-with')!.click();
    await waitUntil(() => asked.length === 1);
    expect(asked[0]?.title).to.equal('Street camera');
    expect(asked[0]?.url).to.equal(get<HTMLInputElement>(host, '#share-link').value);
  });

  it('shows frame code when the author named an embed page', async () => {
    const host = await panel();
    await open(host, 'embed');
    expect(host.shadowRoot!.querySelectorAll('#share-frame')).to.have.length(0);
    const meta = document.createElement('meta');
    meta.name = 'casto-embed';
    meta.content = 'https://site.example/embed.html';
    document.head.append(meta);
    host.requestUpdate();
    await host.updateComplete;
    expect(get<HTMLTextAreaElement>(host, '#share-frame').value).to.contain(
      'src="https://site.example/embed.html?channel=12D3',
    );
    expect(get<HTMLTextAreaElement>(host, '#share-tag').value).to.contain(
      `star="${location.origin}"`,
    );
    await expect(host).to.be.accessible();
  });

  it('names the stars of the element, absolute', async () => {
    const host = await panel(
      html`<share-host star="/ip4/127.0.0.1/tcp/9090/ws star" share-url="https://x.example/{channel}"></share-host>`,
    );
    await open(host, 'embed');
    expect(get<HTMLTextAreaElement>(host, '#share-tag').value).to.contain(
      `star="/ip4/127.0.0.1/tcp/9090/ws ${new URL('star', document.baseURI).href}"`,
    );
    await open(host, 'link');
    expect(get<HTMLInputElement>(host, '#share-link').value).to.match(
      /^https:\/\/x\.example\/12D3/,
    );
  });

  it('draws a code that a camera reads', async () => {
    const host = await panel();
    const link = get<HTMLInputElement>(host, '#share-link').value;
    await open(host, 'qr');
    await waitUntil(() => part(host, 'qr') !== null, 'no code was drawn');
    expect(part(host, 'qr')!.getAttribute('aria-label')).to.equal(`QR code of ${link}`);
    expect(await decoded(part<SVGElement>(host, 'qr')!)).to.equal(link);
    await expect(host).to.be.accessible();
  });

  it('falls back to the link when the encoder does not load, and tries again later', async () => {
    let asked = 0;
    loadQr = async () => {
      asked++;
      throw new TypeError('Failed to fetch dynamically imported module');
    };
    const host = await panel();
    await open(host, 'qr');
    await waitUntil(() => shadowText(host).includes(share.qrFailed));
    expect(get<HTMLInputElement>(host, '#share-link').value).to.contain('channel=');
    await expect(host).to.be.accessible();
    loadQr = async () => encodeQr;
    host.share.reset();
    await open(host, 'qr');
    await waitUntil(() => part(host, 'qr') !== null, 'never tried again');
    expect(asked).to.equal(1);
  });

  it('moves through the tabs with the keyboard, and keeps the keys to itself', async () => {
    const host = await panel();
    let leaked = 0;
    host.addEventListener('keydown', () => leaked++);
    const press = async (key: string): Promise<string> => {
      const at = host.shadowRoot!.activeElement ?? get(host, '#share-tab-link');
      at.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true }));
      await host.updateComplete;
      return get(host, '[aria-selected=true]').id;
    };
    get(host, '#share-tab-link').focus();
    expect(await press('ArrowRight')).to.equal('share-tab-embed');
    expect(host.shadowRoot!.activeElement?.id).to.equal('share-tab-embed');
    expect(await press('ArrowLeft')).to.equal('share-tab-link');
    expect(await press('ArrowLeft')).to.equal('share-tab-qr');
    expect(await press('Home')).to.equal('share-tab-link');
    expect(await press('End')).to.equal('share-tab-qr');
    expect(leaked).to.equal(0);
    host.dir = 'rtl';
    expect(await press('ArrowRight')).to.equal('share-tab-embed');
    const stops = [...host.shadowRoot!.querySelectorAll('[role=tab]')].map((tab) =>
      tab.getAttribute('tabindex'),
    );
    expect(stops).to.deep.equal(['-1', '0', '-1']);
  });

  it('stays within a narrow frame, with targets of 24 px', async () => {
    const host = await panel();
    host.style.display = 'block';
    host.style.inlineSize = '240px';
    const box = get(host, '.share');
    for (const tab of ['link', 'embed', 'qr'] as const) {
      await open(host, tab);
      if (tab === 'qr') await waitUntil(() => part(host, 'qr') !== null);
      expect(box.scrollWidth, tab).to.be.at.most(240);
      for (const button of host.shadowRoot!.querySelectorAll('button')) {
        const { width, height } = button.getBoundingClientRect();
        expect(Math.min(width, height)).to.be.at.least(24);
      }
    }
  });
});

/** What a reader sees in the drawing at three pixels a module. */
async function decoded(drawing: SVGElement): Promise<string | undefined> {
  const edge = Number(drawing.getAttribute('viewBox')!.split(' ')[2]) * 3;
  const copy = drawing.cloneNode(true) as SVGElement;
  copy.setAttribute('width', String(edge));
  copy.setAttribute('height', String(edge));
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = edge;
  canvas.height = edge;
  const context = canvas.getContext('2d')!;
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, edge, edge);
  const read = (globalThis as unknown as { jsQR: JsQr }).jsQR;
  return read(data, edge, edge)?.data;
}
