import { shareIcon } from '../../../share/share-icons.js';
import type { Control } from '../control.js';

/**
 * @csspart share-button - Link, code to embed, QR code.
 * @csspart share-item - The row that opens link, code and QR code.
 */
export const share: Control = {
  id: 'share',
  icon: () => shareIcon,
  label: (t) => t.share.share,
  room: 'wide',
  panel: { opened: (act) => act.resetShare() },
  shortcuts: [{ id: 'share', keys: ['s'], place: 3 }],
};
