/** What a change of state says to those who do not see it. */
import type { CastoError } from '../../../src/base/errors.js';
import type { ViewState } from '../../../src/base/types.js';
import type { Text } from '../../i18n/en/errors.js';
import type { Texts } from '../../i18n/texts.js';

export interface Announcement {
  text: string;
  /** Waits so long, milliseconds: what is over by then was not worth a word. */
  afterMs: number;
}

/** A gap between two parents is shorter; a slow join is longer. */
const PATIENCE_MS = 1500;

/**
 * @param title - of the broadcast, '' when not known
 */
export function stateAnnouncement(
  change: { from: ViewState; to: ViewState },
  error: CastoError | null,
  title: string,
  t: Texts,
): Announcement {
  const { to } = change;
  switch (to) {
    case 'idle':
      return { text: '', afterMs: 0 };
    case 'playing':
      return { text: title ? `${t.common.live}: ${title}` : t.common.live, afterMs: 0 };
    case 'error': {
      const { title: what, hint } = t.errors[error?.code ?? 'internal'];
      return { text: `${what}. ${hint}`, afterMs: 0 };
    }
    default: {
      const { title: what, hint } = to === 'waiting' ? waitingText(error, t) : t.player.states[to];
      const soon = to === 'connecting' || to === 'reconnecting';
      return { text: hint ? `${what} ${hint}` : what, afterMs: soon ? PATIENCE_MS : 0 };
    }
  }
}

/** Live, but without picture and sound, is not the same as not live yet. */
export function waitingText(error: CastoError | null, t: Texts): Text {
  return error?.code === 'no-media' ? t.errors['no-media'] : t.player.states.waiting;
}
