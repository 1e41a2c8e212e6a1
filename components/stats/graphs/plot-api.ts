/** What the lazily loaded graphs offer; nothing here is in their file alone. */

export interface PlotData {
  /** Seconds before the newest sample, so none above 0; rising. */
  x: readonly number[];
  /** One array of values for each line; null where nothing is known. */
  lines: readonly (readonly (number | null)[])[];
  /** The value at the upper edge. */
  top: number;
  /** Changes of parent, on the x axis. */
  marks: readonly number[];
}

export interface PlotColors {
  lines: readonly string[];
  fill: string;
  grid: string;
  mark: string;
}

export interface PlotOptions {
  /** Seconds that are shown. */
  span: number;
  /** How many lines. */
  lines: number;
  /** The pointer is over this place of the x axis; null when it has left. */
  onPoint(x: number | null): void;
}

export interface Plot {
  update(data: PlotData): void;
  resize(width: number, height: number): void;
  /** Shows the cursor at a place of the x axis. */
  point(x: number | null): void;
  destroy(): void;
}

export interface PlotModule {
  createPlot(box: HTMLElement, options: PlotOptions): Plot;
  plotSheet(): CSSStyleSheet;
}
