/** What each graph draws, how it is called and how its values are written. */
import type { Texts } from '../../i18n/texts.js';
import type { Sample } from './stats-history.js';

export type MetricKey = 'bitrate' | 'frames' | 'latency' | 'loss' | 'trip';

export interface Line {
  /** What this line is called where a graph has two. */
  name: string;
  value(sample: Sample): number | null;
}

export interface Metric {
  key: MetricKey;
  name: string;
  lines: readonly Line[];
  /** A value with its unit, short. */
  format(value: number): string;
}

/** Graphs that say something for this role: nothing comes late at the broadcaster itself. */
export function metricsFor(broadcaster: boolean, relays: boolean, t: Texts): Metric[] {
  const { stats, format } = t;
  const received: Line = { name: stats.received, value: ({ received }) => received };
  const sent: Line = { name: stats.sent, value: ({ sent }) => sent };
  const one = (value: Line['value']): Line[] => [{ name: '', value }];
  const ms = (value: number): string => `${format.number(value)} ms`;
  const bitrate = (value: number): string =>
    value > 0 ? format.bitrate(value) : `${format.number(0)} kbit/s`;
  const metrics: Metric[] = [
    {
      key: 'bitrate',
      name: stats.bitrate,
      lines: broadcaster ? [sent] : relays ? [received, sent] : [received],
      format: bitrate,
    },
    {
      key: 'frames',
      name: stats.frameRate,
      lines: one(({ framesPerSecond }) => framesPerSecond),
      format: (value) => format.number(value, value < 10 ? 1 : 0),
    },
  ];
  if (!broadcaster) {
    metrics.push({
      key: 'latency',
      name: stats.latency,
      lines: one(({ latencyMs }) => latencyMs),
      format: ms,
    });
  }
  metrics.push(
    {
      key: 'loss',
      name: stats.loss,
      lines: one(({ lost }) => lost),
      format: (value) => stats.perSecond(format.number(value, value < 10 ? 1 : 0)),
    },
    {
      key: 'trip',
      name: stats.roundTrip,
      lines: one(({ rttMs }) => rttMs),
      format: ms,
    },
  );
  return metrics;
}

/** A value that is not known is a dash. */
export function valueText(metric: Metric, value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : metric.format(value);
}

/** Free room above the highest value. */
const HEADROOM = 1.05;

/** The least round number (few digits times a power of ten) that is above every value. */
export function niceTop(values: readonly (number | null)[], least: number): number {
  const highest = Math.max(least, ...values.map((value) => (value ?? 0) * HEADROOM));
  const power = 10 ** Math.floor(Math.log10(highest));
  const step =
    [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((each) => each * power >= highest * 0.999) ?? 10;
  return step * power;
}

/** Tops below these would make noise look like drama. */
export const LEAST_TOP: Record<MetricKey, number> = {
  bitrate: 100_000,
  frames: 10,
  latency: 50,
  loss: 5,
  trip: 20,
};

/** Lowest, highest and newest of one line; null when nothing is known. */
export function spread(
  values: readonly (number | null)[],
): { low: number; high: number; now: number | null } | null {
  const real = values.filter((value) => value !== null);
  if (real.length === 0) return null;
  return { low: Math.min(...real), high: Math.max(...real), now: values.at(-1) ?? null };
}

/** The graph in words, for those who cannot see it. */
export function summary(metric: Metric, samples: readonly Sample[], t: Texts): string {
  const parts = metric.lines.map((line) => {
    const name = line.name ? t.stats.lineName(metric.name, line.name) : metric.name;
    const found = spread(samples.map(line.value));
    if (!found) return t.stats.graphUnknown(name);
    return t.stats.graphSummary(
      name,
      valueText(metric, found.now),
      metric.format(found.low),
      metric.format(found.high),
    );
  });
  return parts.join(' ');
}
