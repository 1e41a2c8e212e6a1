/** Clicks and taps on the picture itself. */

interface Picture extends HTMLElement {
  readonly controls: boolean;
  readonly paused: boolean;
}

interface Answers {
  play(): void;
  pause(): void;
  fullscreen(): void;
}

/** Of the controls. */
interface Resting {
  /** A finger asks for them, or sends them away. */
  tap(): void;
  show(): void;
}

/** Two taps within this are one double tap, milliseconds. */
const DOUBLE_MS = 300;
/** A finger that rests for this long meant no tap, milliseconds. */
const LONG_MS = 500;

/**
 * A click pauses and plays, a second one at once after it goes full screen. A finger shows and hides the controls,
 * plays what is paused, and goes full screen by a double tap; a long press changes nothing. Only with our own
 * controls: otherwise the picture is the page's.
 */
export function followPicture(player: Picture, act: Answers, controls: Resting): void {
  let pointer = '';
  let downAt = 0;
  let tappedAt = 0;
  const onPicture = (event: Event): boolean =>
    player.controls && event.composedPath()[0] instanceof HTMLVideoElement;

  // Counted here: not every browser makes a dblclick of two taps.
  const tapped = (at: number): void => {
    const twice = at - tappedAt < DOUBLE_MS;
    tappedAt = twice ? 0 : at;
    if (at - downAt > LONG_MS) controls.show();
    else if (twice) {
      act.fullscreen();
      controls.show();
    } else if (player.paused) act.play();
    else controls.tap();
  };

  player.addEventListener('pointerdown', (event) => {
    pointer = event.pointerType;
    downAt = event.timeStamp;
  });
  player.addEventListener('click', (event) => {
    if (event.defaultPrevented || !onPicture(event)) return;
    if (!pointer && event.isTrusted) {
      // The press began before this was here, and perhaps asked for it: nothing that plays is stopped by it.
      if (player.paused) act.play();
      else controls.show();
    } else if (pointer === 'touch') tapped(event.timeStamp);
    else if (player.paused) act.play();
    else act.pause();
  });
  player.addEventListener('dblclick', (event) => {
    if (!event.defaultPrevented && pointer !== 'touch' && onPicture(event)) act.fullscreen();
  });
}
