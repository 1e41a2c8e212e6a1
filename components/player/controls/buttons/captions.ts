import { svg } from 'lit';
import { icon } from '../../../base/icons.js';
import type { Control } from '../control.js';

const captionsIcon = icon(
  svg`<rect class="line" x="3.5" y="5.5" width="17" height="13" rx="2.5"/><path class="line" d="M10.6 10.6a2 2 0 1 0 0 2.8M16.6 10.6a2 2 0 1 0 0 2.8"/>`,
);

/**
 * One language is switched on and off; of several one is picked.
 * @csspart captions-button - Captions off and on, or the list of them.
 * @csspart captions-item - The row that opens the captions.
 */
export const captions: Control = {
  id: 'captions',
  icon: () => captionsIcon,
  label: (t) => t.player.captions,
  when: (view) => view.captions.length > 0,
  room: 'medium',
  pressed: ({ captions }) => (captions.length === 1 ? captions[0]?.showing : undefined),
  press: (act) => void act.captions.toggle(),
  panel: {},
  shortcuts: [
    {
      id: 'captions',
      keys: ['c'],
      run: (act) => {
        if (act.captions.list.length === 0) return;
        const shown = act.captions.toggle();
        const t = act.texts();
        act.ui.note(t.player.captionsAre(shown?.label ?? t.player.captionsOff));
      },
    },
  ],
  value: (t, view) => view.captions.find(({ showing }) => showing)?.label ?? t.player.captionsOff,
};
