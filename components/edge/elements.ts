/**
 * What stands in for the elements on servers at the edge (workerd, Next's edge runtime): there is no HTMLElement to
 * extend, and nobody to show a picture to. Pages get the elements themselves. In Node lit brings what they need.
 */
export class CastoPlayer {}
export class CastoBroadcast {}
export class CastoDirectory {}
export class CastoStatsElement {}
