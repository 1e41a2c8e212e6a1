import { css } from 'lit';

/** The drawn tree. Its left is always the left: names stand beside their nodes. */
export const treeStyles = css`
  .tree {
    direction: ltr;
    overflow: visible;
    display: block;
    width: 100%;
    max-width: 400px;
    margin: 8px auto 0;
  }
  .tree .edge {
    fill: none;
    stroke: var(--_quiet);
    stroke-width: 2;
  }
  .tree .source,
  .tree .forward {
    stroke: light-dark(#16a34a, #4ade80);
  }
  .tree .carry {
    stroke: light-dark(#0284c7, #38bdf8);
    stroke-dasharray: 9 3;
  }
  .tree .transcode {
    stroke: light-dark(#b45309, #fbbf24);
    stroke-dasharray: 2 3;
  }
  .tree .edge.standby {
    stroke-width: 1.5;
    stroke-dasharray: 4 5;
  }
  .tree .node {
    fill: var(--_surface);
    stroke: var(--_quiet);
    stroke-width: 2;
  }
  .tree .node.self {
    fill: var(--_accent);
    stroke: var(--_accent);
  }
  .tree .node.root {
    fill: var(--_live);
    stroke: var(--_live);
  }
  .tree .node.standby {
    stroke-dasharray: 3 2.5;
  }
  .tree text {
    font-size: 12px;
    fill: var(--_text);
  }
  .tree .small {
    font-size: 11px;
  }
  .tree .note {
    font-size: 11px;
    fill: var(--_quiet);
  }
  .tree .end {
    text-anchor: end;
  }
  .tree .middle {
    text-anchor: middle;
  }
  @media (forced-colors: active) {
    .tree .edge,
    .tree .node {
      stroke: CanvasText;
    }
    .tree .node.self,
    .tree .node.root {
      fill: CanvasText;
      stroke: CanvasText;
    }
    .tree text,
    .tree .note {
      fill: CanvasText;
    }
  }
`;
