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

/**
 * A click pauses and plays, a second one at once after it goes full screen; a finger shows and hides
 * the controls. Only with our own controls: otherwise the picture is the page's.
 */
export function followPicture(player: Picture, act: Answers, tap: () => void): void {
  let pointer = '';
  const onPicture = (event: Event): boolean =>
    player.controls && event.composedPath()[0] instanceof HTMLVideoElement;

  player.addEventListener('pointerdown', (event) => {
    pointer = event.pointerType;
  });
  player.addEventListener('click', (event) => {
    if (event.defaultPrevented || !onPicture(event)) return;
    if (pointer === 'touch' && !player.paused) tap();
    else if (player.paused) act.play();
    else act.pause();
  });
  player.addEventListener('dblclick', (event) => {
    if (!event.defaultPrevented && pointer !== 'touch' && onPicture(event)) act.fullscreen();
  });
}
