/** A line graph on a canvas (uPlot), in a file of its own that is loaded when graphs are first shown. */
import uPlot from 'uplot';
import type { Plot, PlotColors, PlotData, PlotOptions } from './plot-api.js';

/** What of uPlot's style sheet a graph without legend and selection needs; it wants no axes' labels. */
const SHEET = `
.u-wrap { position: relative; user-select: none; }
.u-over, .u-under { position: absolute; }
.u-under { overflow: hidden; }
.uplot { direction: ltr; }
.uplot canvas { display: block; position: relative; inline-size: 100%; block-size: 100%; }
.u-axis, .u-cursor-x, .u-cursor-y, .u-select { position: absolute; }
.u-cursor-x { inset-block: 0; left: 0; pointer-events: none; border-inline-end: 1px dashed; opacity: .7; }
.u-cursor-pt { position: absolute; top: 0; left: 0; border: 0 solid; border-radius: 50%; pointer-events: none;
  background-clip: padding-box !important; }
.u-off { display: none; }
`;

let sheet: CSSStyleSheet | undefined;

/** The styles of a graph, for the root that it stands in. */
export function plotSheet(): CSSStyleSheet {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(SHEET);
  }
  return sheet;
}

/**
 * The colours come from the style sheet, by way of properties that paint nothing on this box: a canvas
 * cannot read `light-dark()` or custom properties, and forced colours do not reach into it.
 */
function colorsOf(box: HTMLElement): PlotColors {
  const style = getComputedStyle(box);
  return {
    lines: [style.color, style.caretColor],
    fill: style.textDecorationColor,
    grid: style.columnRuleColor,
    mark: style.outlineColor,
  };
}

/** Draws into `box`, which takes the size. */
export function createPlot(box: HTMLElement, options: PlotOptions): Plot {
  let colors = colorsOf(box);
  let marks: readonly number[] = [];
  let top = 1;
  const { span } = options;
  const grid = { stroke: () => colors.grid, width: 1 };
  const axis = { size: 0, gap: 0, values: () => [], ticks: { show: false }, grid };

  const plot = new uPlot(
    {
      width: Math.max(1, box.clientWidth),
      height: Math.max(1, box.clientHeight),
      padding: [2, 0, 1, 0],
      legend: { show: false },
      cursor: {
        y: false,
        drag: { x: false, y: false, setScale: false },
        points: { size: 7, width: 0, fill: (_, line) => colors.lines[line - 1] ?? '' },
      },
      scales: {
        x: { time: false, range: () => [-span, 0] },
        y: { range: () => [0, top] },
      },
      axes: [
        { ...axis, splits: () => [-span, -span * 0.75, -span / 2, -span / 4, 0] },
        { ...axis, splits: () => [0, top / 2, top] },
      ],
      series: [
        {},
        ...Array.from({ length: options.lines }, (_, index) => ({
          width: 1.75,
          stroke: () => colors.lines[index] ?? '',
          // Dashes tell the second line apart where colours do not.
          ...(index > 0 ? { dash: [5, 4] } : { fill: () => colors.fill }),
          points: { show: false },
          spanGaps: false,
        })),
      ],
      hooks: {
        drawAxes: [(self) => drawMarks(self, marks, colors.mark)],
        setCursor: [
          (self) => {
            const { left } = self.cursor;
            options.onPoint(left === undefined || left < 0 ? null : self.posToVal(left, 'x'));
          },
        ],
      },
    },
    dataOf({ x: [], lines: Array.from({ length: options.lines }, () => []) }),
    box,
  );

  return {
    update(data) {
      colors = colorsOf(box);
      marks = data.marks;
      top = data.top;
      plot.setData(dataOf(data));
    },
    resize(width, height) {
      if (width > 0 && height > 0) plot.setSize({ width, height });
    },
    point(x) {
      // Without the hook: the others would answer this one.
      plot.setCursor(
        { left: x === null ? -10 : plot.valToPos(x, 'x'), top: x === null ? -10 : 1 },
        false,
      );
    },
    destroy() {
      plot.destroy();
    },
  };
}

function dataOf({ x, lines }: Pick<PlotData, 'x' | 'lines'>): uPlot.AlignedData {
  return [[...x], ...lines.map((line) => [...line])];
}

/** A dashed line down the graph at each change of parent. */
function drawMarks(plot: uPlot, marks: readonly number[], color: string): void {
  const { ctx } = plot;
  const { top, height } = plot.bbox;
  ctx.save();
  ctx.strokeStyle = color;
  ctx.lineWidth = uPlot.pxRatio;
  ctx.setLineDash([3 * uPlot.pxRatio, 3 * uPlot.pxRatio]);
  for (const mark of marks) {
    const x = Math.round(plot.valToPos(mark, 'x', true)) + 0.5;
    ctx.beginPath();
    ctx.moveTo(x, top);
    ctx.lineTo(x, top + height);
    ctx.stroke();
  }
  ctx.restore();
}
