/** From samples to what a graph draws. */
import type { ParentSwitch } from '../../../src/base/types.js';
import type { GraphData } from './graphs-controller.js';
import { LEAST_TOP, type Metric, niceTop } from './metrics.js';
import { type Sample, SPAN_MS } from './stats-history.js';

export type { GraphData };

/** Longer than this without a look at the figures is drawn as a gap, milliseconds. */
const GAP_MS = 5000;

/** Changes of parent; the first parent is none. */
export function realSwitches(switches: readonly ParentSwitch[]): ParentSwitch[] {
  return switches.filter(({ reason }) => reason !== 'first');
}

export function graphTop(metric: Metric, samples: readonly Sample[]): number {
  const values = metric.lines.flatMap((line) => samples.map(line.value));
  return niceTop(values, LEAST_TOP[metric.key]);
}

/** Null without samples. `gapMs` is longer than the time between two looks. */
export function graphData(
  metric: Metric,
  samples: readonly Sample[],
  switches: readonly ParentSwitch[],
  gapMs = GAP_MS,
): GraphData | null {
  const at = samples.at(-1)?.at;
  if (at === undefined) return null;
  const x: number[] = [];
  const lines: (number | null)[][] = metric.lines.map(() => []);
  let before = samples[0]!.at;
  for (const sample of samples) {
    if (sample.at - before > gapMs) {
      x.push((before + sample.at) / 2000 - at / 1000);
      for (const line of lines) line.push(null);
    }
    before = sample.at;
    x.push((sample.at - at) / 1000);
    metric.lines.forEach((line, index) => {
      lines[index]!.push(line.value(sample));
    });
  }
  const marks = realSwitches(switches)
    .map((change) => (change.at - at) / 1000)
    .filter((mark) => mark <= 0 && mark > -SPAN_MS / 1000);
  return { at, x, lines, top: graphTop(metric, samples), marks };
}

/** The sample nearest to a place of the x axis. */
export function sampleAt(samples: readonly Sample[], x: number): Sample | undefined {
  const newest = samples.at(-1)?.at ?? 0;
  const wanted = newest + x * 1000;
  let best: Sample | undefined;
  for (const sample of samples) {
    if (!best || Math.abs(sample.at - wanted) < Math.abs(best.at - wanted)) best = sample;
  }
  return best;
}
