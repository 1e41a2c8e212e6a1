/**
 * The states of a viewer in the tree: what comes is shown, rests, is broken, or has not come yet. Each wait ends
 * in a state and a reason; the search for another parent is the overlay's.
 */
import { CastoError } from '../../base/errors.js';
import type { ViewState } from '../../base/types.js';
import { type Coming, dryReason, flowVerdict } from './flow-verdict.js';
import { StallDetector } from './stall-detector.js';

/** A picture that was decoded is seen sooner than this, unless it was the last one and nobody watched the track yet. */
const UNSEEN_MS = 300;
/** A machine that is busy encodes it again late. A video that shows nothing for so long has reasons of its own. */
const UNSEEN_UNTIL_MS = 10_000;

export interface ViewFlowHost {
  state(): ViewState;
  setState(to: ViewState): void;
  fail(error: CastoError): void;
  /** What comes on the link that is shown, null while there is none. */
  coming(): Omit<Coming, 'shown'> | null;
  /** The parent sends, or says that the source rests. */
  flows(): boolean;
  hasParent(): boolean;
  /** Links of this page that are open. */
  openLinks(): number;
  /** A picture was decoded, and the video that would show it may not have got it. Called again for ten seconds. */
  unseen(): void;
  /** Something is seen or heard. */
  arrived(): void;
  /** Nothing came for long: called now and then. */
  lasting(): void;
}

export class ViewFlow {
  readonly #stalls: StallDetector;
  /** Something of this channel was seen or heard. */
  #shown = false;
  /** The viewer was told that the source gives nothing at present. */
  #resting = false;

  constructor(private readonly host: ViewFlowHost) {
    this.#stalls = new StallDetector({
      flows: () => host.flows(),
      // Sound alone, a hidden tab or a paused element present nothing and are well anyway.
      well: () => this.look(),
      broken: () => this.#broken(),
      complain: () => {
        const reason = dryReason(host.hasParent(), host.openLinks());
        host.fail(new CastoError('no-parent', reason, { fatal: false }));
      },
      lasting: () => host.lasting(),
    });
  }

  /** In a tree from now on. */
  start(): void {
    this.#stalls.start();
  }

  stop(): void {
    this.#shown = this.#resting = false;
    this.#stalls.stop();
  }

  /** The parent's link brought something. */
  came(): void {
    this.#stalls.flowing();
    this.look();
  }

  /** What comes is shown, is about to be, or there is nothing to show. */
  look(): void {
    const coming = this.host.coming();
    if (!coming) return;
    const verdict = flowVerdict({ ...coming, shown: this.#shown });
    if (verdict === 'playing') this.arrived();
    else if (verdict === 'resting') this.rests();
    const { flow, flowMs, presents } = coming;
    const awaited = flow === 'picture' && presents;
    if (awaited && flowMs > UNSEEN_MS && flowMs < UNSEEN_UNTIL_MS) this.host.unseen();
  }

  /** A frame is seen, or sound heard. */
  arrived(): void {
    this.#shown = true;
    this.#resting = false;
    this.host.arrived();
    this.host.setState('playing');
  }

  #broken(): void {
    const state = this.host.state();
    if (state === 'playing' || this.#resting) this.host.setState('reconnecting');
    else if (state === 'waiting') this.host.setState('connecting');
    this.#resting = false;
  }

  /** The parent lives, and there is nothing to see or to hear at present. */
  rests(): void {
    if (this.#resting) return;
    this.#resting = true;
    this.host.fail(
      new CastoError(
        'no-media',
        'The channel is live, but its source gives neither picture nor sound at present. It is shown when it does',
        { fatal: false },
      ),
    );
    this.host.setState('waiting');
  }
}
