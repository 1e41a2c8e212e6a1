/** What sets a link up, and mends it. */
import { type Fields, integer, link, object, text, textOrNull } from '../fields.js';
import { LIMITS } from '../limits.js';
import type { Family, MessageOf } from './row.js';

/** SDP from whichever side offers. */
export interface OfferMessage {
  t: 'offer';
  link: string;
  sdp: string;
}

export interface AnswerMessage {
  t: 'answer';
  link: string;
  sdp: string;
}

export interface CandidateMessage {
  t: 'candidate';
  link: string;
  /** Null ends the candidates. */
  candidate: { candidate: string; sdpMid: string | null; sdpMLineIndex: number | null } | null;
}

/**
 * The parent asks the child to be the one who offers (payload types then are the child's). Later, the
 * side that did not offer first asks the other for a new path.
 */
export interface RequestOfferMessage {
  t: 'request-offer';
  link: string;
}

const sdp = (fields: Fields): string => text(fields, 'sdp', LIMITS.sdpChars);

function candidate(value: unknown): CandidateMessage['candidate'] {
  if (value === null) return null;
  const fields = object(value, 'candidate');
  return {
    candidate: text(fields, 'candidate', LIMITS.candidateChars),
    sdpMid: textOrNull(fields, 'sdpMid', 64),
    sdpMLineIndex:
      (fields.sdpMLineIndex ?? null) === null ? null : integer(fields, 'sdpMLineIndex', 0, 64),
  };
}

export const NEGOTIATION = {
  offer: {
    on: 'both',
    from: 'both',
    for: 'negotiation',
    read: (f): OfferMessage => ({ t: 'offer', link: link(f), sdp: sdp(f) }),
  },
  answer: {
    on: 'both',
    from: 'both',
    for: 'negotiation',
    read: (f): AnswerMessage => ({ t: 'answer', link: link(f), sdp: sdp(f) }),
  },
  candidate: {
    on: 'both',
    from: 'both',
    for: 'negotiation',
    read: (f): CandidateMessage => ({
      t: 'candidate',
      link: link(f),
      candidate: candidate(f.candidate),
    }),
  },
  'request-offer': {
    on: 'both',
    // On an open link either side may, see row.ts.
    from: 'parent',
    for: 'negotiation',
    read: (f): RequestOfferMessage => ({ t: 'request-offer', link: link(f) }),
  },
} satisfies Family<'negotiation'>;

export type NegotiationMessage = MessageOf<typeof NEGOTIATION>;
