/** What the tests of the player's parts begin with. */
import { fixture, html, waitUntil } from '@open-wc/testing';
import { resetMouse, sendMouse } from '@web/test-runner-commands';
import '../../components/casto-player.js';
import type { CastoPlayer } from '../../components/player/player-element.js';
import type { FakeEngine, FakeViewing } from './fake-engine.js';
import { part, stub } from './setup.js';

type Template = ReturnType<typeof html>;

export interface Playing {
  player: CastoPlayer;
  viewing: FakeViewing;
}

export async function watching(
  { engine }: { engine: FakeEngine },
  template: Template = html`<casto-player channel="street" autoplay muted controls></casto-player>`,
): Promise<Playing> {
  const before = engine.viewings.length;
  const player = await fixture<CastoPlayer>(template);
  await waitUntil(() => engine.viewings.length > before, 'no viewing was opened');
  return { player, viewing: engine.viewing };
}

export async function playing(fake: { engine: FakeEngine }, template?: Template): Promise<Playing> {
  const { player, viewing } = await watching(fake, template);
  viewing.play({ audio: true });
  await waitUntil(() => player.videoWidth > 0 && player.currentTime > 0, 'no picture');
  await player.updateComplete;
  return { player, viewing };
}

/** A click by the browser itself, so that it counts as the person's. */
export async function press(element: Element): Promise<void> {
  const { left, top, width, height } = element.getBoundingClientRect();
  const position: [number, number] = [Math.round(left + width / 2), Math.round(top + height / 2)];
  await sendMouse({ type: 'click', position });
  // A pointer that stays there would come to the controls of the next test by itself.
  await resetMouse();
}

export function button(player: CastoPlayer, name: string): HTMLButtonElement {
  const found = part<HTMLButtonElement>(player, name);
  if (!found) throw new Error(`no ${name}`);
  return found;
}

/** A key pressed where the focus is. */
export function key(player: CastoPlayer, name: string, init: KeyboardEventInit = {}): boolean {
  const focused: EventTarget = player.shadowRoot?.activeElement ?? player;
  return focused.dispatchEvent(
    new KeyboardEvent('keydown', {
      key: name,
      bubbles: true,
      composed: true,
      cancelable: true,
      ...init,
    }),
  );
}

/** Timers of one kind, run by the test. */
export function heldIntervals(): { run(): void; restore(): void } {
  const timers: (() => void)[] = [];
  const guard = stub(window, 'setInterval', ((run: () => void) => {
    timers.push(run);
    return 0;
  }) as unknown as typeof setInterval);
  return {
    run() {
      for (const timer of timers) timer();
    },
    restore: () => guard.restore(),
  };
}
