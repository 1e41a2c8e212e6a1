/** One peer on its own, and what it says to scripted others. */
import assert from 'node:assert/strict';
import type { OverlayConfig, TreePeer } from '../../../src/overlay/api.js';
import { createTreePeer } from '../../../src/overlay/tree-peer.js';
import type { PeerHint } from '../../../src/wire/hint.js';
import type { JoinMessage, TreeMessage } from '../../../src/wire/messages/tree.js';
import { Random } from '../../simulation/random.js';
import { Scheduler } from '../../simulation/scheduler.js';
import { joinMessage } from '../session/join-message.js';

export interface Stage {
  clock: Scheduler;
  peer: TreePeer;
  sent: { to: string; message: TreeMessage }[];
  calls: string[];
  /** The newest message of this kind to this peer. */
  last<T extends TreeMessage['t']>(to: string, kind: T): Extract<TreeMessage, { t: T }> | undefined;
}

export function stage(config: Partial<OverlayConfig> = {}): Stage {
  const clock = new Scheduler();
  const sent: Stage['sent'] = [];
  const calls: string[] = [];
  const random = new Random(3);
  const peer = createTreePeer(
    {
      channel: 'channel',
      self: 'me',
      root: false,
      maxChildren: 2,
      maxStandbys: 2,
      ways: ['forward'],
      standby: true,
      ...config,
    },
    {
      now: () => clock.now,
      setTimer: (ms, fn) => clock.after(ms, fn),
      random: random.next,
      log: () => {},
    },
    {
      send: (to, message) => sent.push({ to, message }),
      openLink: (link, to, side) => calls.push(`open ${side} ${to} ${link}`),
      closeLink: (link) => calls.push(`close ${link}`),
      feedFrom: (link, reason) => calls.push(`feed ${link} ${reason}`),
      serve: (link, on) => calls.push(`serve ${link} ${on}`),
      findPeers: () => calls.push('find'),
      changed: () => {},
    },
  );
  return {
    clock,
    peer,
    sent,
    calls,
    last: (to, kind) =>
      sent.findLast((entry) => entry.to === to && entry.message.t === kind)?.message as never,
  };
}

export const hint = (peer: string, depth = 1): PeerHint => ({
  peer,
  addresses: [],
  depth,
  slots: 1,
  way: 'forward',
  epoch: 1,
});

export const join = (link: string, more: Partial<JoinMessage> = {}): JoinMessage =>
  joinMessage({ channel: 'channel', link, ...more });

/** Joins below `parent` and takes it. */
export function attach(on: Stage, parent: string, path: string[], epoch = 5): string {
  on.peer.candidates([hint(parent)]);
  on.clock.runUntil(on.clock.now + 2_000);
  const asked = on.last(parent, 'join');
  assert.ok(asked, `${parent} was asked`);
  on.peer.receive(parent, { t: 'accept', link: asked.link, path, epoch });
  on.peer.linkOpened(asked.link);
  on.peer.mediaFlowing(asked.link);
  return asked.link;
}

/** A standby link, open and told where the other end hangs. */
export function standby(on: Stage, peer: string, path: string[], rttMs = 40): string {
  on.peer.candidates([hint(peer)]);
  on.clock.runUntil(on.clock.now + 1_500);
  const asked = on.last(peer, 'join');
  assert.ok(asked?.standby, `${peer} is asked for a standby`);
  on.peer.receive(peer, { t: 'accept', link: asked.link, path, epoch: 5 });
  on.peer.linkOpened(asked.link);
  on.peer.linkRtt(asked.link, rttMs);
  on.peer.receive(peer, { t: 'path', path, epoch: 5, seq: 0 }, asked.link);
  return asked.link;
}
