/**
 * What the other side may say while a link is set up. A link is negotiated once, so each step is
 * taken once: a peer that repeats them would make this page add transceivers without end, and
 * endless candidates would have it knock at any address the peer names.
 */
import type { LinkSide } from '../overlay/api.js';
import type { NegotiationMessage } from '../wire/tree.js';

/** More than a page with many network interfaces and relays gathers. */
const MAX_CANDIDATES = 64;

type Step = Exclude<NegotiationMessage['t'], 'candidate'>;

export class NegotiationTurn {
  #expected: readonly Step[];
  #candidates = 0;

  /** @param childOffers down links: the child was asked to be the one who offers */
  constructor(side: LinkSide, childOffers: boolean) {
    if (side === 'up') this.#expected = ['offer', 'request-offer'];
    else this.#expected = [childOffers ? 'offer' : 'answer'];
  }

  /** True when this message is due; it then counts as taken. */
  takes(message: NegotiationMessage): boolean {
    if (message.t === 'candidate') {
      return message.candidate === null || ++this.#candidates <= MAX_CANDIDATES;
    }
    if (!this.#expected.includes(message.t)) return false;
    this.#expected = message.t === 'request-offer' ? ['answer'] : [];
    return true;
  }
}
