import type { ChannelRecord } from '../network/index.js';
import type { PeerHint } from '../wire/tree.js';

/** Whom to ask first: the entry points of the record, and the broadcaster itself. */
export function entriesOf(record: ChannelRecord): PeerHint[] {
  if (record.entries.some(({ peer }) => peer === record.peer)) return record.entries;
  return [
    ...record.entries,
    {
      peer: record.peer,
      addresses: record.addresses,
      depth: 0,
      // A full broadcaster redirects, so it is worth asking even so.
      slots: 0,
      way: 'forward',
      epoch: 0,
      path: [record.peer],
    },
  ];
}
