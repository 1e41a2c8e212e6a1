import { css } from 'lit';

export const statsStyles = css`
  :host {
    display: block;
    padding: 16px;
    color: var(--_text);
    background: var(--_surface);
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    font-size: 13px;
    container-type: inline-size;
  }
  .none {
    margin: 0;
    color: var(--_quiet);
  }
  .graphs {
    display: grid;
    grid-template-columns: repeat(3, 1fr);
    gap: 12px;
  }
  .graph {
    min-width: 0;
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
  .graph .value {
    font-size: 17px;
    font-weight: 600;
    white-space: nowrap;
    font-variant-numeric: tabular-nums;
  }
  .spark {
    display: block;
    width: 100%;
    height: 34px;
    margin-top: 4px;
  }
  .spark polyline {
    fill: none;
    stroke: var(--_accent);
    stroke-width: 1.6;
    stroke-linejoin: round;
    vector-effect: non-scaling-stroke;
  }
  .spark polygon {
    fill: var(--_accent);
    opacity: 0.14;
  }
  .columns {
    display: grid;
    grid-template-columns: 1fr;
    gap: 16px;
    margin-top: 16px;
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  th,
  td {
    padding: 4px 0;
    text-align: start;
    vertical-align: top;
    border-top: 1px solid var(--_line);
  }
  tr:first-child > * {
    border-top: 0;
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
  .edges {
    margin-top: 6px;
  }
  .edges th,
  .edges td {
    width: auto;
    padding-inline-end: 10px;
    white-space: nowrap;
    overflow-wrap: normal;
  }
  .edges thead th {
    font-size: 12px;
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
  .tree {
    display: block;
    width: 100%;
    max-width: 360px;
    margin: 4px auto 0;
  }
  .tree .edge {
    fill: none;
    stroke: light-dark(#16a34a, #4ade80);
    stroke-width: 2;
  }
  .tree .edge.carry {
    stroke: light-dark(#0284c7, #38bdf8);
  }
  .tree .edge.transcode {
    stroke: light-dark(#d97706, #fbbf24);
  }
  .tree .edge.dashed {
    stroke: var(--_quiet);
    stroke-dasharray: 4 5;
  }
  .tree .node {
    fill: var(--_surface);
    stroke: var(--_quiet);
    stroke-width: 2;
  }
  .tree .node.root {
    fill: var(--_live);
    stroke: var(--_live);
  }
  .tree .node.self {
    fill: var(--_accent);
    stroke: var(--_accent);
  }
  .tree text {
    font-size: 11px;
    fill: var(--_text);
  }
  .tree .tag,
  .tree .way {
    fill: var(--_quiet);
  }
  .tree .end {
    text-anchor: end;
  }
  .tree .middle {
    text-anchor: middle;
  }
  @container (min-width: 620px) {
    .columns {
      grid-template-columns: 1fr 1fr;
    }
  }
  @container (max-width: 380px) {
    .graph .value {
      font-size: 15px;
    }
  }
`;
