import { css } from 'lit';

/** `mode="overlay"`: dark over any picture, and nothing for the pointer. */
export const overlayStyles = css`
  :host([mode='overlay']) {
    position: absolute;
    left: var(--_left, 0);
    top: var(--_top, 0);
    width: var(--_width, 100%);
    height: var(--_height, 100%);
    margin: 0;
    padding: 0;
    border: 0;
    overflow: hidden;
    background: none;
    border-radius: 0;
    color: #fff;
    color-scheme: dark;
    pointer-events: none;
    z-index: 1;
    --_accent: #60a5fa;
  }
  /* On the top layer, in full screen. */
  :host([mode='overlay']:popover-open) {
    position: fixed;
    inset: 0;
    width: 100%;
    height: 100%;
    max-width: none;
    max-height: none;
  }
  .overlay {
    position: absolute;
    inset-block-start: 46px;
    inset-inline-start: 12px;
    max-width: calc(100% - 24px);
    max-height: calc(100% - 92px);
    overflow: hidden;
    padding: 8px 10px;
    border-radius: 8px;
    background: rgb(8 10 14 / 78%);
    font-size: 11px;
    line-height: 1.45;
    font-variant-numeric: tabular-nums;
  }
  .overlay dl {
    display: grid;
    grid-template-columns: auto minmax(0, auto);
    gap: 0 10px;
    margin: 0;
  }
  .overlay dt {
    color: #c3cad6;
  }
  .overlay dd {
    margin: 0;
    font-weight: 600;
  }
  .overlay .spark {
    position: static;
    display: inline-block;
    width: 64px;
    height: 12px;
    margin-inline-start: 8px;
    vertical-align: -2px;
  }
  /* A phone's player: the figures that change, and room for the picture. */
  @container (max-width: 440px) {
    .overlay {
      inset-block-start: 38px;
      inset-inline-start: 8px;
      max-width: calc(100% - 16px);
      max-height: calc(100% - 84px);
      padding: 5px 8px;
      font-size: 10px;
      line-height: 1.35;
    }
    .overlay .spark,
    .overlay .more {
      display: none;
    }
  }
  @media (forced-colors: active) {
    .overlay {
      border: 1px solid;
      background: Canvas;
      color: CanvasText;
    }
    .overlay dt {
      color: CanvasText;
    }
  }
`;
