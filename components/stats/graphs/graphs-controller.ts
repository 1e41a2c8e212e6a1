/** The graphs of one `<casto-stats>`: loads the drawing code when needed and keeps one plot a box. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { createLog } from '../../../src/base/log.js';
import type { Plot, PlotData, PlotModule } from './plot-api.js';
import { SPAN_MS } from './stats-history.js';

const log = createLog('stats');

/** With reduced motion the lines move on at most this often, milliseconds. */
const CALM_MS = 5000;

/** How the drawing code comes; tests put their own here. */
export const plotSource: { load(): Promise<PlotModule> } = {
  load: () => import('./plot.lazy.js'),
};

interface Drawn {
  box: HTMLElement;
  plot: Plot;
  lines: number;
  /** Time of the newest sample drawn. */
  at: number;
}

type Host = ReactiveControllerHost & HTMLElement & { readonly renderRoot: ParentNode };

export interface GraphData extends PlotData {
  /** Time of the newest sample, Unix milliseconds. */
  at: number;
}

export class GraphsController implements ReactiveController {
  readonly #host: Host;
  readonly #data: (key: string) => GraphData | null;
  #module: PlotModule | null = null;
  #state: 'none' | 'loading' | 'ready' | 'failed' = 'none';
  readonly #drawn = new Map<string, Drawn>();
  #sizes: ResizeObserver | null = null;
  /** Where the pointer is, seconds before the newest sample. */
  #point: number | null = null;

  /** `data` gives the lines of a box by its `data-plot`. */
  constructor(host: Host, data: (key: string) => GraphData | null) {
    this.#host = host;
    this.#data = data;
    host.addController(this);
  }

  /** False until the drawing code is here, and for good when it does not come. */
  get ready(): boolean {
    return this.#state === 'ready';
  }
  get point(): number | null {
    return this.#point;
  }

  /** Call it when there is something to draw and somebody to see it. */
  need(): void {
    if (this.#state !== 'none') return;
    this.#state = 'loading';
    plotSource.load().then(
      (module) => {
        this.#module = module;
        this.#state = 'ready';
        this.#host.requestUpdate();
      },
      (cause: unknown) => {
        // The simple lines stay; asking each second again would only fill the console.
        this.#state = 'failed';
        log('the graphs did not load', cause);
      },
    );
  }

  hostUpdated(): void {
    if (!this.#module) return;
    this.#adoptSheet(this.#module);
    const boxes = new Map<string, HTMLElement>();
    for (const box of this.#host.renderRoot.querySelectorAll<HTMLElement>('[data-plot]')) {
      boxes.set(box.dataset.plot!, box);
    }
    for (const [key, { box }] of this.#drawn) if (boxes.get(key) !== box) this.#drop(key);
    for (const [key, box] of boxes) this.#draw(this.#module, key, box);
  }

  hostConnected(): void {
    // Back in a document: the boxes are as they were, the plots are gone.
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    for (const key of [...this.#drawn.keys()]) this.#drop(key);
    this.#sizes?.disconnect();
    this.#sizes = null;
    this.#point = null;
  }

  #draw(module: PlotModule, key: string, box: HTMLElement): void {
    const data = this.#data(key);
    if (!data || !this.#host.isConnected) return;
    let drawn = this.#drawn.get(key);
    if (drawn && drawn.lines !== data.lines.length) {
      this.#drop(key);
      drawn = undefined;
    }
    if (!drawn) {
      const lines = data.lines.length;
      const plot = module.createPlot(box, {
        span: SPAN_MS / 1000,
        lines,
        onPoint: (x) => this.#moved(key, x),
      });
      drawn = { box, plot, lines, at: Number.NEGATIVE_INFINITY };
      this.#drawn.set(key, drawn);
      this.#sizes ??= new ResizeObserver((entries) => this.#resized(entries));
      this.#sizes.observe(box);
    }
    const least = matchMedia('(prefers-reduced-motion: reduce)').matches ? CALM_MS : 1;
    if (Math.abs(data.at - drawn.at) < least) return;
    drawn.at = data.at;
    drawn.plot.update(data);
  }

  #drop(key: string): void {
    const drawn = this.#drawn.get(key);
    if (!drawn) return;
    this.#drawn.delete(key);
    this.#sizes?.unobserve(drawn.box);
    drawn.plot.destroy();
  }

  #resized(entries: readonly ResizeObserverEntry[]): void {
    for (const { target, contentRect } of entries) {
      for (const { box, plot } of this.#drawn.values()) {
        if (box === target) plot.resize(contentRect.width, contentRect.height);
      }
    }
  }

  /** All graphs show the same moment. */
  #moved(from: string, x: number | null): void {
    if (x === this.#point) return;
    this.#point = x;
    for (const [key, { plot }] of this.#drawn) if (key !== from) plot.point(x);
    this.#host.requestUpdate();
  }

  #adoptSheet(module: PlotModule): void {
    const root = this.#host.renderRoot as ShadowRoot;
    const sheet = module.plotSheet();
    if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);
  }
}
