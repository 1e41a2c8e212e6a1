/** What a scenario of the bench is. */

/** What one run measured: several values where a run holds several trials. */
export type Measured = Record<string, number | number[]>;

export interface Bar {
  figure: string;
  /** Which statistic of the figure the bar is set for. */
  of: 'median' | 'p95' | 'min' | 'max';
  bar: number;
  /** Which side of the bar is good. */
  is: 'at most' | 'at least';
}

export interface ScenarioOptions {
  /** Depth of the chain, i.e. relays plus the last viewer. */
  depth: number;
  /** Children of one peer, where a run counts what each of them costs. */
  children: number;
  /** Frames a second of the source of a chain. */
  fps: number;
  /** Leaves the sound away where a machine is short of cores. */
  videoOnly: boolean;
  /** Length of one measuring window, seconds. */
  seconds: number;
  /** Trials within one run, where a run holds several. */
  trials: number;
  /** Length of a soak. */
  minutes: number;
  /** Names of the lines to try; all when empty. */
  rows: string[];
  /** Told what is going on. */
  progress(text: string): void;
}

/** What the command line says. */
export type Asked = Omit<ScenarioOptions, 'progress'>;

export interface Scenario {
  /** One line: what is set up and what is measured. */
  about: string;
  bars: Bar[] | ((asked: Asked) => Bar[]);
  /** Why it cannot be run here or as asked, or null. */
  refused?(asked: Asked): string | null;
  /** One run, from a fresh browser to closed. */
  run(options: ScenarioOptions): Promise<Measured>;
}
