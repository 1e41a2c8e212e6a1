import { css } from 'lit';

/** The panel. */
export const statsStyles = css`
  .caption,
  .said {
    margin: 0;
    color: var(--_quiet);
  }
  .toolbar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px;
    margin-block-end: 12px;
  }
  h2 {
    flex: 1 1 auto;
    margin: 0;
    font-size: 15px;
    font-weight: 650;
    letter-spacing: -0.01em;
  }
  .tool {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-height: 30px;
    padding: 3px 10px;
    border: 1px solid var(--_line);
    border-radius: 8px;
    font-size: 12px;
    font-weight: 600;
  }
  .tool:hover {
    border-color: var(--_quiet);
  }
  .tool .icon {
    width: 16px;
    height: 16px;
  }
  .said {
    margin-block-end: 8px;
  }
  .json {
    display: block;
    width: 100%;
    margin-block-end: 12px;
    padding: 8px;
    border: 1px solid var(--_line);
    border-radius: 8px;
    background: none;
    color: inherit;
    font: 11px / 1.4 ui-monospace, 'Cascadia Mono', Menlo, Consolas, monospace;
    resize: vertical;
  }
  .graphs {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: 14px 16px;
  }
  .graph:first-child:nth-last-child(odd) {
    grid-column: span 2;
  }
  .graph .name,
  h3 {
    margin: 0;
    font-size: 11px;
    font-weight: 600;
    letter-spacing: 0.04em;
    text-transform: uppercase;
    color: var(--_quiet);
  }
  .graph {
    display: grid;
    grid-template-columns: auto 1fr;
    grid-template-rows: auto auto 1fr;
    column-gap: 10px;
    align-items: baseline;
    min-width: 0;
  }
  .graph .name,
  .graph .frame {
    grid-column: 1 / -1;
  }
  .graph .value {
    font-size: 17px;
    font-weight: 600;
    white-space: nowrap;
    font-variant-numeric: tabular-nums;
  }
  .graph .second {
    white-space: nowrap;
    font-size: 12px;
    color: var(--_quiet);
    font-variant-numeric: tabular-nums;
  }
  .graph .dash {
    display: inline-block;
    width: 14px;
    margin-inline-end: 6px;
    border-block-start: 2px dashed var(--_second);
    vertical-align: middle;
  }
  .frame {
    position: relative;
    align-self: end;
    height: 64px;
    margin-block-start: 6px;
    overflow: hidden;
  }
  .canvas,
  .spark {
    position: absolute;
    inset: 0;
    display: block;
    width: 100%;
    height: 100%;
  }
  /* These paint nothing here: the canvas takes its colours from them (components/stats/graphs/plot.lazy.ts). */
  .canvas {
    color: var(--_accent);
    caret-color: var(--_second);
    text-decoration-color: color-mix(in srgb, var(--_accent) 14%, transparent);
    column-rule-color: var(--_line);
    outline-color: var(--_quiet);
  }
  .frame .top {
    position: absolute;
    inset-block-start: 3px;
    inset-inline-start: 0;
    padding-inline-end: 4px;
    font-size: 10px;
    line-height: 1.2;
    color: var(--_quiet);
    background: var(--_surface);
    pointer-events: none;
  }
  .spark polyline {
    fill: none;
    stroke: var(--_accent);
    stroke-width: 1.75;
    stroke-linejoin: round;
    vector-effect: non-scaling-stroke;
  }
  .caption {
    margin-block-start: 6px;
    font-size: 11px;
    text-align: end;
  }
  section > :not(:first-child):is(h3) {
    margin-block-start: 20px;
  }
  .columns {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 20px 28px;
    margin-block-start: 14px;
  }
  table {
    width: 100%;
    margin-block-start: 4px;
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  th,
  td {
    padding: 4px 0;
    text-align: start;
    vertical-align: top;
    border-block-start: 1px solid var(--_line);
  }
  tr:first-child > * {
    border-block-start: 0;
  }
  th {
    width: 42%;
    padding-inline-end: 12px;
    font-weight: 400;
    color: var(--_quiet);
  }
  td {
    overflow-wrap: anywhere;
  }
  .edges th,
  .edges td {
    width: auto;
    padding-inline-end: 8px;
    white-space: nowrap;
    overflow-wrap: normal;
  }
  .edges thead th {
    font-size: 12px;
    line-height: 1.25;
    vertical-align: bottom;
    white-space: normal;
  }
  .edges tbody tr:first-child > * {
    border-block-start: 1px solid var(--_line);
  }
  .less {
    max-width: 16ch;
    font-size: 11px;
    line-height: 1.3;
    color: var(--_quiet);
    white-space: normal;
  }
  .scroll {
    overflow-x: auto;
  }
  .chip {
    padding: 1px 7px;
    border-radius: 999px;
    font-size: 12px;
    font-weight: 600;
    color: var(--_good);
    background: color-mix(in srgb, var(--_good) 13%, transparent);
    --_good: light-dark(#166534, #4ade80);
  }
  .chip.carry {
    --_good: light-dark(#075985, #38bdf8);
  }
  .chip.transcode {
    --_good: light-dark(#92400e, #fbbf24);
  }
  /* Buttons keep their names for screen readers and as tooltips. */
  @container (max-width: 340px) {
    .graph :is(.value, .second) {
      white-space: normal;
    }
    .tool span {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    .tool {
      padding-inline: 7px;
    }
  }
  @container (max-width: 250px) {
    .graphs {
      grid-template-columns: minmax(0, 1fr);
    }
    .graph:first-child:nth-last-child(odd) {
      grid-column: auto;
    }
    .graph {
      grid-template-columns: minmax(0, 1fr);
    }
    th {
      padding-inline-end: 6px;
      overflow-wrap: anywhere;
    }
  }
  @container (min-width: 620px) {
    .graphs {
      grid-template-columns: repeat(6, minmax(0, 1fr));
    }
    .graph {
      grid-column: span 2;
    }
    .graph:first-child:nth-last-child(odd) {
      grid-column: span 4;
    }
    /* Four of them: two by two. */
    .graph:first-child:nth-last-child(4),
    .graph:first-child:nth-last-child(4) ~ .graph {
      grid-column: span 3;
    }
    .columns {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }
    .frame {
      height: 76px;
    }
  }
  @media (forced-colors: active) {
    :host {
      --_second: CanvasText;
    }
    .canvas {
      color: Highlight;
      caret-color: CanvasText;
      text-decoration-color: transparent;
      column-rule-color: color-mix(in srgb, CanvasText 25%, transparent);
      outline-color: CanvasText;
    }
    .spark polyline {
      stroke: Highlight;
    }
    .chip {
      border: 1px solid;
    }
  }
`;
