/** casto.css keeps the place of an element whose script has not come. */
import '../../components/casto-broadcast.js';
import '../../components/casto-player.js';
import { expect, fixture } from '@open-wc/testing';
import { html, type LitElement } from 'lit';

const sheet = new URL('../../../components/casto.css', import.meta.url).href;

/** A frame has a registry of its own, in which nothing is defined. */
async function undefinedIn(markup: string, width: number): Promise<DOMRect> {
  const frame = await fixture<HTMLIFrameElement>(html`<iframe></iframe>`);
  frame.style.cssText = `width: ${width}px; height: 900px; border: 0`;
  const loaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
  frame.srcdoc = `<!doctype html><link rel="stylesheet" href="${sheet}"><style>body { margin: 0 }</style>${markup}`;
  await loaded;
  const element = frame.contentDocument!.body.firstElementChild!;
  expect(element.matches(':not(:defined)')).to.equal(true);
  return element.getBoundingClientRect();
}

describe('the place of an element', () => {
  for (const tag of ['casto-player', 'casto-broadcast']) {
    for (const width of [640, 200]) {
      it(`<${tag}>, ${width} pixels wide, has it before its script has come`, async () => {
        const markup = `<${tag} controls><p slot="overlay">A long text over the picture</p></${tag}>`;
        const before = await undefinedIn(markup, width);
        const host = await fixture<HTMLElement>(html`<div></div>`);
        host.style.width = `${width}px`;
        host.innerHTML = markup;
        const element = host.firstElementChild as LitElement;
        await element.updateComplete;
        const after = element.getBoundingClientRect();
        expect(before.height).to.be.at.least(100);
        expect([before.width, before.height]).to.deep.equal([after.width, after.height]);
      });
    }
  }
});
