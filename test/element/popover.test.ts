import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { LitElement, type TemplateResult } from 'lit';
import { controlStyles } from '../../components/base/controls-styles.js';
import { playIcon } from '../../components/base/icons.js';
import { Popover, popoverButton, popoverPanel } from '../../components/base/popover.js';
import { iconButton, radioItem, selectRow, switchRow } from '../../components/base/rows.js';
import { theme } from '../../components/base/theme.js';
import { expectAccessible } from './accessible.js';

class Host extends LitElement {
  static override styles = [theme, ...controlStyles];
  readonly menu = new Popover(this, 'quality', 'menu');
  readonly panel = new Popover(this, 'settings', 'dialog');
  picked = 'b';
  on = false;
  chosen = '1';

  override render(): TemplateResult {
    const item = (name: string) =>
      radioItem({
        label: name,
        checked: this.picked === name,
        pick: () => {
          this.picked = name;
          this.menu.hide();
        },
      });
    return html`
      ${popoverButton(this.menu, { label: 'Quality', icon: playIcon, part: 'quality-button' })}
      ${popoverButton(this.panel, { label: 'Settings', icon: playIcon })}
      ${iconButton({ label: 'Mute', icon: playIcon, key: 'm', click: () => {} })}
      ${popoverPanel(this.menu, { label: 'Quality' }, () => html`${['a', 'b', 'c'].map(item)}`)}
      ${popoverPanel(
        this.panel,
        { label: 'Settings', heading: true },
        () => html`
          ${switchRow({
            label: 'Mirror',
            hint: 'For you only',
            on: this.on,
            change: (on) => {
              this.on = on;
              this.requestUpdate();
            },
          })}
          ${selectRow({
            label: 'Camera',
            value: this.chosen,
            choices: [
              { value: '1', label: 'Front' },
              { value: '2', label: 'Back' },
            ],
            change: (value) => {
              this.chosen = value;
            },
          })}
        `,
      )}
    `;
  }

  get focused(): string {
    return this.shadowRoot!.activeElement?.textContent?.trim() ?? '';
  }
  query<T extends HTMLElement>(selector: string): T {
    return this.shadowRoot!.querySelector<T>(selector)!;
  }
}
customElements.define('popover-host', Host);

describe('popovers', () => {
  const open = () => fixture<Host>(html`<popover-host></popover-host>`);
  const press = (host: Host, key: string): void => {
    const from = host.shadowRoot!.activeElement!;
    from.dispatchEvent(
      new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }),
    );
  };
  const closed = (popover: Popover) => waitUntil(() => !popover.open, 'it stays open');
  const isOpen = (host: Host, id: string): boolean => host.query(`#${id}`).matches(':popover-open');

  it('opens from its button with the chosen item focused, and gives the focus back', async () => {
    const host = await open();
    const button = host.query<HTMLButtonElement>('#quality-button');
    expect(button.getAttribute('aria-expanded')).to.equal('false');
    expect(host.query('#quality').textContent?.trim(), 'empty while closed').to.equal('');
    button.focus();
    button.click();
    await waitUntil(() => host.focused === 'b', 'the chosen item is not focused');
    expect(isOpen(host, 'quality')).to.equal(true);
    expect(host.menu.open).to.equal(true);
    expect(button.getAttribute('aria-expanded')).to.equal('true');
    await expectAccessible(host);
    host.menu.hide();
    await closed(host.menu);
    expect(isOpen(host, 'quality')).to.equal(false);
    expect(host.shadowRoot!.activeElement === button).to.equal(true);
  });

  it('is walked through with the arrow keys, which are no shortcuts meanwhile', async () => {
    const host = await open();
    const below: string[] = [];
    host.addEventListener('keydown', (event) => below.push(event.key));
    host.menu.show();
    await waitUntil(() => host.focused === 'b');
    for (const [key, goal] of [
      ['ArrowDown', 'c'],
      ['ArrowDown', 'a'],
      ['ArrowUp', 'c'],
      ['Home', 'a'],
      ['End', 'c'],
    ] as const) {
      press(host, key);
      expect(host.focused, key).to.equal(goal);
    }
    press(host, 'm');
    expect(below).to.deep.equal([]);
    host.query('[role=menuitemradio]').click();
    await closed(host.menu);
    expect(host.picked).to.equal('a');
    host.menu.show();
    await waitUntil(() => host.focused === 'a');
    press(host, 'Tab');
    await closed(host.menu);
  });

  it('holds switches and lists in a panel', async () => {
    const host = await open();
    host.panel.toggle();
    await waitUntil(() => host.shadowRoot!.activeElement?.getAttribute('role') === 'switch');
    await expectAccessible(host);
    host.query('[role=switch]').click();
    await host.updateComplete;
    expect(host.query('[role=switch]').getAttribute('aria-checked')).to.equal('true');
    const list = host.query<HTMLSelectElement>('select');
    list.value = '2';
    list.dispatchEvent(new Event('change', { bubbles: true }));
    expect(host.chosen).to.equal('2');
    host.panel.toggle();
    await closed(host.panel);
  });

  it('shows one at a time, beside its button', async () => {
    const host = await open();
    host.menu.show();
    await waitUntil(() => host.menu.open);
    host.panel.show();
    await waitUntil(() => host.panel.open && !host.menu.open);
    await host.updateComplete;
    const button = host.query('#settings-button').getBoundingClientRect();
    const panel = host.query('#settings').getBoundingClientRect();
    const apart = Math.max(panel.top - button.bottom, button.top - panel.bottom);
    if (innerWidth > 480) expect(apart).to.be.within(0, 20);
    expect(panel.left >= 0 && panel.right <= innerWidth).to.equal(true);
    host.remove();
    expect(host.panel.open).to.equal(false);
  });
});
