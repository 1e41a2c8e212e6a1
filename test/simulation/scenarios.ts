/** The stories that are simulated: who comes, who goes, when. */

import { createTreePeer } from '../../src/overlay/tree-peer.js';
import { Meter, type Report } from './measure.js';
import { Population } from './population.js';
import { Presence } from './presence.js';
import { Random } from './random.js';
import { createRelayListPeer, RelayList } from './relay-list.js';
import type { SimPeer } from './sim-peer.js';
import { World } from './world.js';

export type ScenarioName = 'steady' | 'mass-leave' | 'flash-crowd' | 'star-outage';
/** `casto`: the overlay. `cold`: the same without standby. `relay-list`: see relay-list.ts. */
export type Policy = 'casto' | 'cold' | 'relay-list';

export interface Settings {
  scenario: ScenarioName;
  policy: Policy;
  peers: number;
  /** Share of the audience replaced a minute. */
  churn: number;
  fanout: number;
  leaves: number;
  /** Share of the departures that say `leave`. */
  graceful: number;
  /** Seconds measured. */
  seconds: number;
  /** `classes`: uplinks are drawn and decide what a peer gives. `fanout`: none is short. */
  uplink: 'classes' | 'fanout';
  /** Without frames for this long, a session reports silence; null: as the page's sessions do. */
  silenceMs: number | null;
  seed: number;
}

export const DEFAULTS: Settings = {
  scenario: 'steady',
  policy: 'casto',
  peers: 10_000,
  churn: 0.05,
  fanout: 4,
  leaves: 0.2,
  graceful: 0.5,
  seconds: 120,
  uplink: 'fanout',
  silenceMs: null,
  seed: 1,
};

export interface Outcome extends Report {
  settings: Settings;
  /** Milliseconds after the event until this share of the survivors was fed (null: not in time). */
  recovery?: { share: number; ms: number | null }[];
}

/** Runs one story. */
export function simulate(
  settings: Settings,
  progress: (text: string) => void,
  probe: (world: World) => void = () => {},
): Outcome {
  const started = performance.now();
  const random = new Random(settings.seed);
  const population = new Population(random, {
    fanout: settings.fanout,
    leaves: settings.leaves,
    standby: settings.policy === 'casto',
    uplink: settings.uplink,
  });
  const list = new RelayList(settings.fanout);
  let presence: Presence | undefined;
  const world = new World(
    random,
    {
      ...population.network(),
      silenceMs: settings.silenceMs,
      discover: () => presence?.entries() ?? [],
      gossip: (peer) => presence?.gossip(peer) ?? [],
      announcedEpoch: () => presence?.entries()[0]?.epoch ?? 1,
    },
    {},
    settings.policy === 'relay-list'
      ? (config, env, port) => createRelayListPeer(config, env, port, list)
      : createTreePeer,
  );
  world.strict = settings.policy !== 'relay-list';
  const root = world.add(population.next(true));
  presence = new Presence(world, root);

  const { clock } = world;
  const meanSeconds = settings.churn > 0 ? 60 / settings.churn : 0;
  let churning = true;
  const depart = (peer: SimPeer): void => {
    if (!churning || !peer.alive) return;
    if (random.chance(settings.graceful)) world.leave(peer);
    else world.kill(peer);
  };
  const arrive = (staySeconds?: number): void => {
    const peer = world.add(population.next());
    if (staySeconds !== undefined) clock.after(staySeconds * 1_000, () => depart(peer));
  };
  const arrivals = (): void => {
    if (!churning) return;
    arrive(population.session(meanSeconds));
    clock.after(random.exponential(1_000 / (settings.peers / meanSeconds)), arrivals);
  };
  const run = (seconds: number, what: string): void => {
    for (let i = 0; i < seconds; i += 10) {
      clock.runUntil(clock.now + Math.min(10, seconds - i) * 1_000);
      progress(`${what}: ${Math.round(clock.now / 1_000)} s, ${world.alive.length} peers`);
    }
  };
  const churn = (): void => {
    if (meanSeconds === 0) return;
    for (const peer of world.alive) {
      if (peer !== root) {
        clock.after(population.residual(meanSeconds) * 1_000, () => depart(peer));
      }
    }
    arrivals();
  };

  const crowd = settings.scenario === 'flash-crowd' ? Math.floor(settings.peers / 2) : 0;
  const early = settings.peers - crowd;
  for (let i = 0; i < early; i++) clock.after((i / early) * 60_000, () => arrive());
  run(120, 'filling');
  const meter = new Meter(world, root);
  meter.begin();
  let recovery: Outcome['recovery'];
  if (settings.scenario === 'steady') {
    churn();
    run(settings.seconds, 'churn');
  } else if (settings.scenario === 'flash-crowd') {
    for (let i = 0; i < crowd; i++) clock.after(random.next() * 30_000, () => arrive());
    run(settings.seconds, 'crowd');
  } else if (settings.scenario === 'star-outage') {
    churn();
    run(settings.seconds / 4, 'churn');
    world.starDown = true;
    run(60, 'star down');
    world.starDown = false;
    run(settings.seconds / 2, 'star back');
  } else {
    const viewers = world.alive.filter((peer) => peer !== root);
    const going = viewers.filter(() => random.chance(0.25));
    for (const peer of going) {
      if (random.chance(settings.graceful)) world.leave(peer);
      else world.kill(peer);
    }
    probe(world);
    recovery = watchRecovery(world, root, clock.now);
    run(settings.seconds, 'after the departure');
  }
  meter.end();
  churning = false;
  // Quiet: whoever is not attached now stays so.
  run(30, 'quiet');
  const report = meter.report();
  return {
    ...report,
    wallSeconds: Math.round((performance.now() - started) / 100) / 10,
    settings,
    ...(recovery ? { recovery } : {}),
  };
}

/** Notes when each share of the survivors has frames again. */
function watchRecovery(world: World, root: SimPeer, from: number): Outcome['recovery'] & object {
  const shares = [0.9, 0.95, 0.99, 0.999, 1].map((share) => ({ share, ms: null as number | null }));
  const survivors = world.alive.filter((peer) => peer !== root && peer.firstFrameAt !== null);
  const sample = (): void => {
    const fed = survivors.filter((peer) => peer.flowing).length / survivors.length;
    for (const entry of shares) {
      // Before the session notices anything, everybody still counts as fed for a moment.
      if (fed < entry.share) entry.ms = null;
      else entry.ms ??= Math.round(world.clock.now - from);
    }
    if (world.clock.now - from < 30_000) world.clock.after(20, sample);
  };
  world.clock.after(150, sample);
  return shares;
}
