/** Tells the parent what stands below, on change and now and then. */
import type { PeerHint } from '../../wire/hint.js';
import type { OverlayConfig, OverlayEnv, OverlayPort } from '../api.js';
import type { ParentLink } from '../parents/parent-link.js';
import type { Timing } from '../timing.js';

/** What a peer counts; `viewers` with itself. */
export interface SubtreeTotal {
  viewers: number;
  slots: number;
  free: number;
}

export class SubtreeReporter {
  #key = '';
  #at = Number.NEGATIVE_INFINITY;
  #link = '';
  #openKey = '';
  #openAt = Number.NEGATIVE_INFINITY;
  #cancel: (() => void) | null = null;

  constructor(
    private readonly host: {
      readonly env: OverlayEnv;
      readonly port: OverlayPort;
      readonly config: OverlayConfig;
      readonly timing: Timing;
      parent(): ParentLink | null;
      tally(): SubtreeTotal;
      openPeers(): PeerHint[];
    },
  ) {}

  tick(): void {
    if (this.host.env.now() - this.#at >= this.host.timing.countRepeatMs) this.tell(true);
  }

  tell(repeat = false): void {
    const parent = this.host.parent();
    if (!parent) return;
    const { env, timing, port, config } = this.host;
    const { viewers, slots, free } = this.host.tally();
    const capacity = config.maxChildren;
    const key = `${parent.id} ${viewers} ${slots} ${free} ${capacity}`;
    if (key === this.#key && !repeat) return;
    const left = parent.id === this.#link ? this.#at + timing.countMs - env.now() : 0;
    if (left > 0) {
      this.#cancel ??= env.setTimer(left, () => {
        this.#cancel = null;
        this.tell();
      });
      return;
    }
    const open = this.#open(parent.id !== this.#link);
    this.#key = key;
    this.#at = env.now();
    this.#link = parent.id;
    port.send(
      parent.peer,
      { t: 'count', viewers, capacity, slots, free, ...(open ? { open } : {}) },
      parent.addresses,
      parent.id,
    );
  }

  /** The peers with places, when they are news; they make most of the message. */
  #open(anew: boolean): PeerHint[] | null {
    const { env, timing } = this.host;
    const open = this.host.openPeers();
    const key = open
      .map(({ peer }) => peer)
      .sort()
      .join();
    const emptied = (open.length === 0) !== (this.#openKey === '');
    const due = env.now() - this.#openAt >= timing.openPeersMs;
    if (key === this.#openKey ? !anew || key === '' : !anew && !emptied && !due) return null;
    this.#openKey = key;
    this.#openAt = env.now();
    return open;
  }

  stop(): void {
    this.#cancel?.();
  }
}
