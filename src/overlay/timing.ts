/** Every waiting time of the overlay, in milliseconds unless named otherwise. */
export interface Timing {
  /**
   * The broadcaster raises the epoch this often; fed children hear it at once, hop by hop. A peer
   * that needs one sooner asks for it (RefreshMessage) and is answered alone, so this can be slow.
   */
  epochMs: number;
  /** A requested epoch (see RefreshMessage) comes no sooner than this after the one before. */
  refreshMs: number;
  /** Housekeeping interval of every peer. */
  tickMs: number;
  /** A standby child hears at most one beat in this time. */
  standbyBeatMs: number;
  /** A path is repeated after this long, in case a message was lost. */
  pathRepeatMs: number;
  /** A count is repeated after this long. */
  countRepeatMs: number;
  /** Shortest time between two counts to the parent. */
  countMs: number;
  /** Shortest time between two lists of open peers in the counts. */
  openPeersMs: number;
  /** Shortest time between two `hints` to one child, and when they are told again. */
  hintsMs: number;
  hintsRepeatMs: number;
  /** Peers that speak for themselves are asked after this long: those of the directory may come meanwhile. */
  gossipMs: number;
  /** No answer to a join: ask another peer as well. */
  askMs: number;
  /** No answer to a join: give up on that peer. */
  askLimitMs: number;
  /** Accepted, but the link does not open: ask another peer as well. */
  openMs: number;
  /** Accepted, but the link does not open: give up. Also how long a parent keeps the promise. */
  openLimitMs: number;
  /** Open, but no frame comes: ask another peer as well. */
  flowMs: number;
  /** Open and flowing or not, but it may not be taken: give up; twice as long when nobody else is known. */
  flowLimitMs: number;
  /** A peer that accepted and gave no frame is asked last for this long. */
  dryMs: number;
  /** Asked to move, and no other place found for this long: a standby is started. */
  leaveMs: number;
  /** A started standby does not answer: rejoin cold as well. */
  standbyAnswerMs: number;
  /** A started standby shows no frame: rejoin cold as well. */
  standbyFlowMs: number;
  /** On silence: wait this long for the parent to say that it is detached itself. */
  silenceHoldMs: number;
  /** Frames come again for this long: it was the route that became longer, and the parent is kept. */
  healedMs: number;
  /** A parent says that it is detached: the standby is started after this long, at random, ... */
  detachedStartMs: readonly [number, number];
  /** ... and taken, if the parent is not well again by then, after this long. */
  detachedGraceMs: number;
  /** A link that is too slow: how long another parent is looked for, ... */
  slowSearchMs: number;
  /** ... and the pause before the next time, which doubles up to the limit. */
  slowMs: number;
  slowLimitMs: number;
  /** Children are given away when no parent was found for this long. */
  giveUpMs: number;
  /** First and longest pause after everybody refused. */
  backoffMs: readonly [number, number];
  /** Pause between two tries for a place nearer to the broadcaster. */
  improveMs: readonly [number, number];
  /** The pause doubles after each try without success, up to this. */
  improveLimitMs: number;
  /** A peer moves only after this long in one place, ... */
  stableMs: number;
  /** ... and to another parent at the same depth only for frames this much fresher. */
  fresherMs: number;
  /** After a child has come, nobody is asked to move for this long. */
  settleMs: number;
  /** Patience with a child that was told to go because of overload. */
  shedMs: number;
  /** A fed child that never counted itself does not use its place; it is freed. */
  unusedMs: number;
  /** A standby parent that says nothing for this long is gone. */
  standbySilenceMs: number;
  /** A parent that gives no frames and says nothing for this long is gone. */
  muteMs: number;
  /** A peer that refused, and one that failed, is not asked again for this long. */
  refusedMs: number;
  failedMs: number;
  /** A candidate that nobody has mentioned for this long is forgotten. */
  candidateMs: number;
}

export const TIMING: Timing = {
  epochMs: 5_000,
  refreshMs: 50,
  tickMs: 1_000,
  standbyBeatMs: 12_000,
  pathRepeatMs: 60_000,
  countRepeatMs: 30_000,
  countMs: 700,
  openPeersMs: 1_000,
  hintsMs: 10_000,
  hintsRepeatMs: 120_000,
  gossipMs: 250,
  askMs: 1_000,
  askLimitMs: 4_000,
  openMs: 2_000,
  openLimitMs: 10_000,
  flowMs: 2_000,
  flowLimitMs: 6_000,
  dryMs: 60_000,
  leaveMs: 3_000,
  standbyAnswerMs: 400,
  standbyFlowMs: 1_000,
  silenceHoldMs: 40,
  healedMs: 250,
  detachedStartMs: [250, 600],
  detachedGraceMs: 800,
  slowSearchMs: 8_000,
  slowMs: 60_000,
  slowLimitMs: 480_000,
  giveUpMs: 8_000,
  backoffMs: [300, 8_000],
  improveMs: [10_000, 20_000],
  improveLimitMs: 160_000,
  stableMs: 6_000,
  fresherMs: 50,
  settleMs: 4_000,
  shedMs: 15_000,
  unusedMs: 15_000,
  standbySilenceMs: 30_000,
  muteMs: 6_000,
  refusedMs: 2_500,
  failedMs: 10_000,
  candidateMs: 60_000,
};

/** Limits of one peer's memory and impatience. */
export const BOUNDS = {
  /** Warm standbys held. */
  standbys: 2,
  /** Candidates remembered. */
  candidates: 80,
  /** Of those, the peers that one neighbour named, or that only speak for themselves, at most. */
  ofOneWord: 54,
  /** The same of all neighbours and strangers together: those that the broadcaster signed keep a few places. */
  ofNeighbours: 68,
  /** Joins under way at once, at most. */
  parallelJoins: 3,
  /** Joins that a search begins with. */
  eagerJoins: { feed: 2, standby: 1, improve: 2 },
  /** Peers asked before a search is given up for a while. */
  asked: { feed: Number.POSITIVE_INFINITY, standby: 6, improve: 3 },
  /** Link ids remembered after use. */
  usedLinks: 256,
  /** Open peers named in a count. */
  openPeers: 3,
  /** Open peers that the broadcaster announces; with itself as many as LIMITS.hints on the wire. */
  entries: 9,
  /** Hints in a redirect or leave. */
  redirectHints: 4,
  /** Hints in a `hints` message. */
  childHints: 4,
  /** Peers in a path: the same number as LIMITS.path on the wire. */
  path: 64,
  /** Children that an honest page feeds at most, with room to spare. */
  children: 100,
} as const;
