/** What changes for a person who sees, said once to one who does not. What the stage says itself is left out. */
import type { Texts } from '../../i18n/texts.js';
import type { StudioView } from '../studio-state.js';

type Seen = Pick<StudioView, 'state' | 'source' | 'hasPicture' | 'inputs'> & { watched: boolean };

export class Spoken {
  #before: Seen | null = null;
  #text = '';

  /** The newest sentence, for a live region. */
  text({ state, source, hasPicture, inputs, viewers }: StudioView, t: Texts): string {
    const now: Seen = { state, source, hasPicture, inputs, watched: viewers > 0 };
    const before = this.#before;
    this.#before = now;
    const said = before ? sentences(before, now, t) : [];
    if (said.length > 0) this.#text = said.join(' ');
    // The stage speaks: what was said before is over.
    else if (before && before.state !== state) this.#text = '';
    return this.#text;
  }
}

function sentences(before: Seen, now: Seen, t: Texts): string[] {
  const b = t.broadcast;
  const onAir = now.state === 'live' || now.state === 'reconnecting';
  const said: string[] = [];
  if (now.state === 'live' && before.state !== 'live') said.push(`${b.youAreLive}.`);
  if (!now.hasPicture || !before.hasPicture) return said;
  if (before.source !== now.source && now.source !== 'none') {
    said.push(`${b.sources[now.source]}.`);
  }
  const turned = (kind: 'camera' | 'microphone', on: string, off: string): void => {
    const [was, is] = [before.inputs[kind], now.inputs[kind]];
    if (was === is || before.source !== now.source) return;
    if (is === 'on') said.push(`${on}.`);
    else if (is === 'off') said.push(`${off}.`);
    else if (is === 'missing') said.push(`${b.missing[kind]}.`);
  };
  turned('microphone', b.microphoneOn, b.microphoneOff);
  turned('camera', b.cameraOn, b.cameraOff);
  if (onAir && now.watched && !before.watched) said.push(`${b.firstViewer}.`);
  return said;
}
