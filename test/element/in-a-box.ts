/** Puts an element into a box of a page, and says what of it a person could not read or reach there. */
import { fixture, html } from '@open-wc/testing';

export interface Box {
  width: number;
  /** Left out: the element's own, by its ratio. */
  height?: number;
}

export const BOXES: readonly Box[] = [
  { width: 120, height: 68 },
  { width: 160, height: 90 },
  { width: 200, height: 112 },
  { width: 200 },
  { width: 240, height: 135 },
  { width: 280, height: 158 },
  { width: 320 },
  { width: 360 },
  // A strip and a portrait.
  { width: 720, height: 90 },
  { width: 180, height: 320 },
];

export const nameOf = ({ width, height }: Box): string => `${width} × ${height ?? 'as it comes'}`;

/** What pages do to everything on them. */
export const HOSTILE = `
  .hostile, .hostile * {
    margin: 0; padding: 0; box-sizing: border-box; letter-spacing: 4px; word-spacing: 20px;
    text-transform: uppercase; font-style: italic; text-indent: 40px; white-space: nowrap;
    text-shadow: 3px 3px red;
  }`;

export interface Boxed {
  /** Left to right is narrower than the element's column. */
  readonly box: HTMLElement;
  resize(box: Box): Promise<void>;
}

/** A column that holds an element of this box; the element itself may be of a fixed height. */
export async function boxed(element: HTMLElement, { hostile = false } = {}): Promise<Boxed> {
  const box = await fixture<HTMLElement>(html`<div class=${hostile ? 'hostile' : ''}></div>`);
  if (hostile) {
    const style = document.createElement('style');
    style.textContent = HOSTILE;
    box.append(style);
  }
  box.append(element);
  return {
    box,
    async resize({ width, height }) {
      box.style.width = `${width}px`;
      element.style.height = height === undefined ? '' : `${height}px`;
      await settled(element);
      element.scrollIntoView();
    },
  };
}

export async function settled(element: HTMLElement): Promise<void> {
  await (element as unknown as { updateComplete: Promise<unknown> }).updateComplete;
  await new Promise(requestAnimationFrame);
  for (const animation of element.shadowRoot!.getAnimations()) {
    if (animation.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY) {
      animation.finish();
    }
  }
}

/** As a browser that makes text alone larger: every size of letters twice what it was. Drawings stay. */
export function doubleText(root: ShadowRoot): { restore(): void } {
  const all = [...root.querySelectorAll<HTMLElement>('*')].filter(
    (each) => each instanceof HTMLElement,
  );
  const sizes = all.map((each) => Number.parseFloat(getComputedStyle(each).fontSize));
  all.forEach((each, i) => {
    each.style.fontSize = `${sizes[i]! * 2}px`;
  });
  return {
    restore() {
      for (const each of all) each.style.fontSize = '';
    },
  };
}

const visible = (each: Element): boolean =>
  each.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && !hidden(each);

/** For screen readers alone, or decoration. */
function hidden(each: Element): boolean {
  for (let at: Element | null = each; at; at = at.parentElement) {
    if (getComputedStyle(at).clipPath !== 'none') return true;
  }
  return each.closest('[aria-hidden="true"]:not(.badge *)') !== null;
}

/** Of a row of badges the last ones give way, whole. */
function gaveWay(element: Element, rect: DOMRect): boolean {
  const row = element.closest('.badges')?.getBoundingClientRect();
  return row !== undefined && rect.top >= row.bottom - 1;
}

/** What it stands in scrolls, so that it can be reached. */
function scroller(element: Element): Element | null {
  for (let at = element.parentElement; at; at = at.parentElement) {
    const { overflowX, overflowY } = getComputedStyle(at);
    if (overflowY === 'auto' && at.scrollHeight > at.clientHeight + 1) return at;
    if (overflowX === 'auto' && at.scrollWidth > at.clientWidth + 1) return at;
  }
  return null;
}

/** What of it nothing lies over, as it says itself. */
function roomIn(scroller: Element): number {
  const { scrollPaddingTop, scrollPaddingBottom } = getComputedStyle(scroller);
  const taken = [scrollPaddingTop, scrollPaddingBottom].map((each) => Number.parseFloat(each) || 0);
  return scroller.clientHeight - taken[0]! - taken[1]!;
}

const outside = (inner: DOMRect, outer: DOMRect): boolean =>
  inner.left < outer.left - 1 ||
  inner.right > outer.right + 1 ||
  inner.top < outer.top - 1 ||
  inner.bottom > outer.bottom + 1;

/** Letters that are shown in full, or cut with an ellipsis as a title may be. */
function lettersOf(element: Element): Range[] {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const ranges: Range[] = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const parent = node.parentElement;
    if (!parent || !node.textContent?.trim() || parent.matches('style, option')) continue;
    const shortened = parent.closest('.title, .label, .notice, .tip, .go-word, canvas');
    const look = shortened && getComputedStyle(shortened);
    if (look?.textOverflow === 'ellipsis' || (look && look.webkitLineClamp !== 'none')) continue;
    if (!visible(parent)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    ranges.push(range);
  }
  return ranges;
}

/** What lies over these letters: a button, a badge, another sentence. A notice can be closed. */
function covering(root: ShadowRoot, node: Element, rect: DOMRect): string | null {
  for (const other of root.querySelectorAll('button, .badge, .title, .hint')) {
    if (other.contains(node) || node.contains(other) || !visible(other)) continue;
    if (
      other.closest('[popover], .notice') ||
      node.closest('.notice') ||
      (other.localName !== 'button' && !other.textContent?.trim())
    )
      continue;
    const it = other.getBoundingClientRect();
    const wide = Math.min(it.right, rect.right) - Math.max(it.left, rect.left);
    const high = Math.min(it.bottom, rect.bottom) - Math.max(it.top, rect.top);
    if (wide > 2 && high > 4 && !gaveWay(other, it)) {
      return other.getAttribute('part') ?? other.className;
    }
  }
  return null;
}

/**
 * Everything that is wrong with an element where it stands, in words; nothing: [].
 *
 * @param crowded letters may lie under a button as long as they can be scrolled to
 */
export async function faultsOf(
  element: HTMLElement,
  column: HTMLElement,
  crowded = false,
): Promise<string[]> {
  const root = element.shadowRoot!;
  const faults: string[] = [];
  const frame = element.getBoundingClientRect();
  const room = column.getBoundingClientRect();
  if (frame.width > room.width + 1) faults.push(`${frame.width} px wide in ${room.width}`);
  if (element.scrollWidth > element.clientWidth + 1) faults.push('wider inside than it is');
  for (const each of root.querySelectorAll<HTMLElement>('button, input, select, a[href]')) {
    if (!visible(each) || each.closest('[popover]')) continue;
    const name = each.getAttribute('part') ?? each.localName;
    const within = scroller(each);
    if (within) each.scrollIntoView({ block: 'nearest' });
    const rect = each.getBoundingClientRect();
    const tall = within !== null && rect.height > roomIn(within);
    if (!tall && outside(rect, element.getBoundingClientRect())) {
      faults.push(`${name} out of the element`);
      continue;
    }
    if (tall) continue;
    const hit = root.elementFromPoint(rect.left + rect.width / 2, rect.top + rect.height / 2);
    if (hit !== each && !each.contains(hit) && !hit?.contains(each)) {
      faults.push(`${name} under ${hit?.getAttribute('part') ?? hit?.className ?? 'nothing'}`);
    }
  }
  for (const top of root.children) {
    for (const range of lettersOf(top)) {
      const node = range.startContainer.parentElement!;
      if (node.closest('[popover]')) continue;
      const within = scroller(node);
      if (within) node.scrollIntoView({ block: 'nearest', inline: 'nearest' });
      const rect = range.getBoundingClientRect();
      if (rect.width === 0 || gaveWay(node, rect)) continue;
      const limit = (within ?? element).getBoundingClientRect();
      const tall = within !== null && rect.height > roomIn(within);
      const above = tall || crowded ? null : covering(root, node, rect);
      if (above) faults.push(`“${node.textContent?.trim().slice(0, 30)}” under ${above}`);
      if (rect.left < limit.left - 1 || rect.right > limit.right + 1) {
        faults.push(
          `“${node.textContent?.trim().slice(0, 30)}” is cut at its side: ${Math.round(rect.left)}–${Math.round(rect.right)} of ${Math.round(limit.left)}–${Math.round(limit.right)}`,
        );
      } else if (!tall && outside(rect, limit)) {
        faults.push(`“${node.textContent?.trim().slice(0, 30)}” cannot be read`);
      }
    }
  }
  return faults;
}
