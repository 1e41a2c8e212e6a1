/** What a viewer is told, by what comes from its parent. Pure. */
import { CastoError } from '../../base/errors.js';
import type { ChannelCodecs } from '../../media/link/peer-connection.js';
import type { Flow } from '../peer/arrival-monitor.js';

/** Frames are decoded and a visible video shows none of them: after this long that is its own affair. */
const SHOWN_SOON_MS = 1_500;

export interface Coming {
  /** Which kinds the channel has. */
  kinds: ChannelCodecs;
  /** The best that came on the parent's link; null: nothing yet. */
  flow: Flow | null;
  /** How long that has come, ms. */
  flowMs: number;
  /** The viewer has seen or heard something of the channel before. */
  shown: boolean;
  /** A video on the page that would say when it shows a frame: visible, and not paused. */
  presents: boolean;
}

/**
 * `resting`: the parent lives, and there is nothing to see or hear at present. Null: a moment's patience, the
 * picture is about to be shown.
 */
export function flowVerdict(coming: Coming): 'playing' | 'resting' | null {
  const { kinds, flow, flowMs, shown, presents } = coming;
  if (!kinds.video && !kinds.audio) return 'resting';
  if (flow === null || flow === 'idle') return shown ? 'playing' : 'resting';
  if (flow === 'sound' || !kinds.video) return 'playing';
  return presents && flowMs < SHOWN_SOON_MS ? null : 'playing';
}

/** Why nothing came for so long, for the page's author. */
export function dryReason(attached: boolean, openLinks: number): string {
  if (attached) {
    return 'The page that passes the channel on sends nothing any more, and no other could take over yet. Trying further';
  }
  return openLinks > 0
    ? 'A page accepted this viewer and sends neither picture nor sound. Trying others'
    : 'The channel is announced, but no page could pass it on yet. Trying further';
}

/** A page was asked whose ways of sending this browser lacks; others may have one. */
export const noCommonWay = (): CastoError =>
  new CastoError(
    'unsupported',
    'This browser lacks RTCRtpScriptTransform, and the page that was asked sends no other way ' +
      '(`ways` of configure() there). A newer browser can watch. Asking other pages',
    { fatal: false },
  );
