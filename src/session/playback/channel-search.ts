/** Finds the channel that a viewer asked for, and asks again until it is live. */
import { createLog } from '../../base/log.js';
import type { CastoNode, ChannelRecord } from '../../network/index.js';
import { parseChannel } from '../../wire/channel-id.js';

const log = createLog('session:search');

/** The announcement is gossip and may be missed; the directory is asked again this often. */
const LOOK_AGAIN_MS = 5_000;

export interface ChannelSearchEvents {
  /** False while the channel is watched already. */
  wanted(): boolean;
  found(record: ChannelRecord): void;
  /** It is not live yet, or nobody could be asked. */
  missing(): void;
}

export class ChannelSearch {
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly node: Pick<CastoNode, 'findChannel'>,
    private readonly channel: string,
    private readonly signal: AbortSignal,
    private readonly events: ChannelSearchEvents,
  ) {}

  async look(): Promise<void> {
    this.stop();
    const { signal, events } = this;
    if (signal.aborted || !events.wanted()) return;
    try {
      const record = await this.node.findChannel(this.channel, signal);
      if (signal.aborted || !events.wanted()) return;
      if (record && !record.ended) {
        events.found(record);
        return;
      }
    } catch (error) {
      if (signal.aborted) return;
      // The stars may be away for a moment; the node redials them.
      log(`looking for the channel failed: ${error}`);
    }
    events.missing();
    this.lookLater();
  }

  lookLater(): void {
    this.stop();
    if (!this.signal.aborted) this.#timer = setTimeout(() => void this.look(), LOOK_AGAIN_MS);
  }

  /** @param held id of the channel found before: a bare slug stays with that owner */
  isOurs(record: ChannelRecord, held: string | undefined): boolean {
    if (held !== undefined) return record.channelId === held;
    const { ownerId, slug } = parseChannel(this.channel);
    return record.slug === slug && (ownerId === null || record.ownerId === ownerId);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
