/**
 * What the other side may say while a link is set up, and when its path is renewed later on. Each
 * step is taken when it is due: a peer that repeats them at will would keep this page negotiating,
 * and endless candidates would have it knock at any address the peer names.
 */

import type { NegotiationMessage } from '../../wire/messages/negotiation.js';
import type { LinkSide } from '../../wire/messages/row.js';

/** More than a page with many network interfaces and relays gathers, a round. */
const MAX_CANDIDATES = 64;
/** The first negotiation and the new paths after it; a phone on a train needs some. */
const MAX_ROUNDS = 32;

export class NegotiationGuard {
  /** The side that makes the first offer makes every later one. Null: the parent has not said yet. */
  #offers: boolean | null;
  #answerDue: boolean;
  #rounds = 0;
  #candidates = 0;

  /** @param childOffers down links: the child was asked to be the one who offers */
  constructor(side: LinkSide, childOffers: boolean) {
    this.#offers = side === 'up' ? null : !childOffers;
    this.#answerDue = this.#offers === true;
    if (this.#answerDue) this.#rounds = 1;
  }

  /** True when this message is due; it then counts as taken. */
  takes(message: NegotiationMessage): boolean {
    switch (message.t) {
      case 'candidate':
        return message.candidate === null || ++this.#candidates <= MAX_CANDIDATES;
      case 'answer':
        if (!this.#answerDue) return false;
        this.#answerDue = false;
        return true;
      case 'offer':
        if (this.#offers === true || !this.#begin()) return false;
        this.#offers = false;
        return true;
      case 'request-offer':
        // The first request makes the child the one who offers; later ones ask for a new path.
        if (this.#offers === false || this.#answerDue || !this.#begin()) return false;
        this.#offers = true;
        this.#answerDue = true;
        return true;
    }
  }

  /** This side wants to offer a new path; false when it may not now. */
  renews(): boolean {
    if (this.#offers !== true || this.#answerDue || !this.#begin()) return false;
    this.#answerDue = true;
    return true;
  }

  #begin(): boolean {
    if (this.#rounds >= MAX_ROUNDS) return false;
    this.#rounds++;
    this.#candidates = 0;
    return true;
  }
}
