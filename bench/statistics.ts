/** Median, p95 and range of a figure over its runs. */

export interface Statistics {
  n: number;
  median: number;
  p95: number;
  min: number;
  max: number;
}

/** Linear interpolation between the closest ranks (type 7 of Hyndman & Fan 1996). */
export function quantile(values: number[], q: number): number {
  if (values.length === 0) return Number.NaN;
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * q;
  const low = Math.floor(place);
  const below = sorted[low]!;
  const above = sorted[Math.min(low + 1, sorted.length - 1)]!;
  return below + (above - below) * (place - low);
}

export function statistics(values: number[]): Statistics {
  return {
    n: values.length,
    median: quantile(values, 0.5),
    p95: quantile(values, 0.95),
    min: Math.min(...values),
    max: Math.max(...values),
  };
}
