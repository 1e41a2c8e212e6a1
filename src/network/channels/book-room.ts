/**
 * Who gives way when a book of records is full. A flood comes from somewhere: from few addresses, or
 * through few connections, or from keys made for it. So the largest group loses its youngest record,
 * and a peer that is alone behind an address gets in.
 */

/** What is known of where a record came from, and how it stands. */
export interface Tenant {
  /** Network address of the page that brought it; '' when it is not known. */
  address: string;
  /** Peer that brought it. */
  source: string;
  /** When it was first heard, as a rising number. */
  rank: number;
  /** Not refreshed in time, or brought by a page that has gone. */
  waning: boolean;
  /** A star answered with it; others were only overheard. */
  asked: boolean;
}

const standing = ({ waning, asked }: Tenant): number => (waning ? 0 : asked ? 2 : 1);

/** Those that share the most frequent value. */
function largest<T>(all: readonly T[], groupOf: (each: T) => string): T[] {
  const sizes = new Map<string, number>();
  for (const each of all) sizes.set(groupOf(each), (sizes.get(groupOf(each)) ?? 0) + 1);
  const most = Math.max(...sizes.values());
  return all.filter((each) => sizes.get(groupOf(each)) === most);
}

/** The one that goes; `all` holds the newcomer too, and at least one. */
export function whoGivesWay<T extends Tenant>(all: readonly T[]): T {
  const least = all.reduce((low, each) => Math.min(low, standing(each)), 2);
  const weakest = all.filter((each) => standing(each) === least);
  const group = largest(
    largest(weakest, ({ address }) => address),
    ({ source }) => source,
  );
  return group.reduce((a, b) => (b.rank > a.rank ? b : a));
}
