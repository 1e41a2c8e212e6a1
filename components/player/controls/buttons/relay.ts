import { svg } from 'lit';
import { icon } from '../../../base/icons.js';
import type { Texts } from '../../../i18n/texts.js';
import type { Control } from '../control.js';
import type { PlayerView } from '../player-model.js';

/** One page gives to two others. */
const relayIcon = icon(
  svg`<circle cx="12" cy="5" r="2.5"/><circle cx="5" cy="18.5" r="2.5"/><circle cx="12" cy="18.5" r="2.5"/><circle cx="19" cy="18.5" r="2.5"/><path class="line" d="M12 7.5v8.5M5 16v-1.5a2.5 2.5 0 0 1 2.5-2.5h9a2.5 2.5 0 0 1 2.5 2.5v1.5"/>`,
);

/**
 * @csspart relay-button - Who feeds whom.
 * @csspart relaying - The same button while this page feeds others.
 * @csspart relay-item - The row of “more” that opens who feeds whom.
 */
export const relay: Control = {
  id: 'relay',
  icon: () => relayIcon,
  label: (t) => t.player.sharing,
  room: 'medium',
  panel: { opened: (act) => act.exchange.refresh() },
  news: (t, view) => {
    const rate = given(t, view);
    return rate ? { part: 'relaying', label: t.player.sharingUp(rate), text: `↑ ${rate}` } : null;
  },
  value: given,
};

/** What this page gives to others; '' while it gives nothing. */
function given(t: Texts, { exchange }: PlayerView): string {
  const rate = exchange?.upBitrate ?? 0;
  return rate > 0 ? t.format.bitrate(rate) : '';
}
