/** What every element test begins with. */
import { fixtureCleanup, waitUntil } from '@open-wc/testing';
import { setEngineLoader } from '../../components/engine.js';
import { FakeEngine } from './fake-engine.js';

/** Longer than the release grace. */
const RELEASE = { timeout: 4000 };

/** Installs a fresh fake engine for each test and checks after it that nothing stayed open. */
export function useFakeEngine(): { readonly engine: FakeEngine } {
  let engine = new FakeEngine();
  beforeEach(() => {
    engine = new FakeEngine();
    setEngineLoader(async () => engine);
  });
  afterEach(async () => {
    fixtureCleanup();
    await waitUntil(() => engine.open === 0, 'an element kept something open', RELEASE);
    setEngineLoader(null);
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
