import { css } from 'lit';

/** The box of `mode="overlay"`: dark over any picture. */
export const overlayStyles = css`
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
