/** A finger, a phone, and a system's own colours, by the browser itself: see scripts/testing/handheld.mjs. */
import { executeServerCommand } from '@web/test-runner-commands';

/** Taps the middle of an element, or presses it for a while. */
export async function touch(
  element: Element,
  { times = 1, holdMs = 0, at = [0.5, 0.5] as [number, number] } = {},
): Promise<void> {
  const { left, top, width, height } = element.getBoundingClientRect();
  const [x, y] = [Math.round(left + width * at[0]), Math.round(top + height * at[1])];
  await executeServerCommand('touch', { x, y, times, holdMs });
}

/** The page is on a phone from now on, or on a computer again. */
export function setPhone(on: boolean): Promise<unknown> {
  return executeServerCommand('phone', on ? { width: 390, height: 700 } : null);
}

export async function onPhone(run: () => Promise<void>): Promise<void> {
  await setPhone(true);
  try {
    await run();
  } finally {
    await setPhone(false);
  }
}

export async function inForcedColours(run: () => Promise<void>): Promise<void> {
  await executeServerCommand('forced-colors', true);
  try {
    await run();
  } finally {
    await executeServerCommand('forced-colors', false);
  }
}
