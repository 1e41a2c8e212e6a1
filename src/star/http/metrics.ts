/** Prometheus text format 0.0.4, by hand: a star needs a dozen figures and no client library. */

type Labels = Record<string, string>;

const escapeLabel = (value: string): string =>
  value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

function labelText(labels: Labels): string {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return parts.length > 0 ? `{${parts.join(',')}}` : '';
}

interface Metric {
  name: string;
  help: string;
  type: 'counter' | 'gauge';
  read(): Map<string, number>;
}

/** Counts upward, per set of labels. */
export interface Counter {
  add(labels?: Labels, by?: number): void;
}

export class Metrics {
  readonly #metrics: Metric[] = [];

  counter(name: string, help: string): Counter {
    const values = new Map<string, number>();
    this.#metrics.push({ name, help, type: 'counter', read: () => values });
    return {
      add: (labels = {}, by = 1) => {
        const key = labelText(labels);
        values.set(key, (values.get(key) ?? 0) + by);
      },
    };
  }

  /** `read` is called at every scrape. */
  gauge(name: string, help: string, read: () => number): void {
    this.#metrics.push({ name, help, type: 'gauge', read: () => new Map([['', read()]]) });
  }

  text(): string {
    const lines: string[] = [];
    for (const metric of this.#metrics) {
      lines.push(`# HELP ${metric.name} ${metric.help}`, `# TYPE ${metric.name} ${metric.type}`);
      const values = metric.read();
      if (values.size === 0) lines.push(`${metric.name} 0`);
      for (const [labels, value] of values) lines.push(`${metric.name}${labels} ${value}`);
    }
    return `${lines.join('\n')}\n`;
  }
}
