/** What every element test begins with. */
import { fixtureCleanup, waitUntil } from '@open-wc/testing';
import { CastoElement } from '../../components/base/casto-element.js';
import { setEngineLoader } from '../../components/base/engine.js';
import { FakeEngine } from './fake-engine.js';

/** Longer than any release grace. */
const RELEASE = { timeout: 4000 };

/** What pages have, milliseconds. */
export const RELEASE_GRACE_MS = CastoElement.releaseGraceMs;

/** Each test ends with all its elements released: with the grace of a page, a second a test. */
const SHORT_GRACE_MS = 10;

/** For tests that take an element out of the document and put it back. */
export function asInPages(): void {
  CastoElement.releaseGraceMs = RELEASE_GRACE_MS;
}

/** Installs a fresh fake engine for each test and checks after it that nothing stayed open. */
export function useFakeEngine(): { readonly engine: FakeEngine } {
  let engine = new FakeEngine();
  beforeEach(() => {
    engine = new FakeEngine();
    // Of the test before.
    localStorage.removeItem('casto.player');
    setEngineLoader(async () => engine);
    CastoElement.releaseGraceMs = SHORT_GRACE_MS;
  });
  afterEach(async () => {
    fixtureCleanup();
    await waitUntil(() => engine.open === 0, 'an element kept something open', RELEASE);
    setEngineLoader(null);
    asInPages();
  });
  return {
    get engine() {
      return engine;
    },
  };
}

/** Events of these types, in order. */
export function record<E extends Event>(target: EventTarget, ...types: string[]): E[] {
  const seen: E[] = [];
  for (const type of types) target.addEventListener(type, (event) => seen.push(event as E));
  return seen;
}

/** Swaps one method; `restore()` puts the old one back. */
export function stub<T extends object, K extends keyof T>(
  target: T,
  name: K,
  value: T[K],
): { restore(): void } {
  const own = Object.getOwnPropertyDescriptor(target, name);
  Object.defineProperty(target, name, { configurable: true, writable: true, value });
  return {
    restore() {
      if (own) Object.defineProperty(target, name, own);
      else Reflect.deleteProperty(target, name);
    },
  };
}

/** Visible text inside the shadow root. */
export function shadowText(element: Element): string {
  return element.shadowRoot?.textContent?.replace(/\s+/g, ' ').trim() ?? '';
}

export function part<T extends Element = HTMLElement>(element: Element, name: string): T | null {
  return element.shadowRoot?.querySelector<T>(`[part~="${name}"]`) ?? null;
}

/**
 * Whether a part is shown. Assert on this, not on the element: a failing assertion that holds a DOM
 * node keeps the runner busy serializing the page for minutes.
 */
export function has(element: Element, name: string): boolean {
  return part(element, name) !== null;
}
