import { css } from 'lit';

/** The control bar and its tooltips. */
export const barStyles = css`
  .controls {
    position: absolute;
    inset-inline: 0;
    inset-block-end: 0;
    display: flex;
    align-items: center;
    gap: 2px;
    padding: 36px 10px 8px;
    background: linear-gradient(to top, rgb(8 10 14 / 82%), rgb(8 10 14 / 55%) 60%, transparent);
    transition: opacity 0.2s;
  }
  .controls.lone {
    justify-content: flex-end;
    inset-inline-start: auto;
    background: none;
  }
  .tool {
    position: relative;
    display: grid;
    grid-auto-flow: column;
    place-items: center;
    flex: none;
    min-width: 40px;
    height: 40px;
    border-radius: 8px;
  }
  .tool:hover,
  .tool[aria-expanded='true'] {
    background: rgb(255 255 255 / 16%);
  }
  .tool:focus-visible {
    outline-offset: -2px;
  }
  .tool[aria-pressed='true'] .icon {
    color: #7db4ff;
  }
  /* On and off must be told apart without colour too. */
  .tool[aria-pressed='true']::after {
    content: '';
    position: absolute;
    inset-block-end: 3px;
    width: 18px;
    height: 2px;
    border-radius: 1px;
    background: currentColor;
  }
  .with-text {
    gap: 4px;
    padding-inline: 8px;
    font-size: 12px;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .with-text .icon {
    color: #6ee7a8;
  }
  .volume {
    display: flex;
    align-items: center;
  }
  .controls .title {
    flex: 1;
    min-width: 0;
    padding-inline: 8px;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    font-weight: 500;
  }
  input[type='range'] {
    width: 84px;
    height: 24px;
    margin: 0;
    accent-color: #fff;
    cursor: pointer;
  }

  .tip {
    position: absolute;
    inset-block-end: calc(100% + 8px);
    inset-inline-start: 50%;
    display: flex;
    align-items: center;
    gap: 6px;
    width: max-content;
    padding: 4px 9px;
    border-radius: 7px;
    background: rgb(8 10 14 / 90%);
    color: #fff;
    font-size: 12px;
    font-weight: 500;
    translate: -50%;
    visibility: hidden;
    opacity: 0;
    transition: opacity 0.12s 0.25s;
    pointer-events: none;
  }
  :host(:dir(rtl)) .tip {
    translate: 50%;
  }
  /* A finger that rests on a button asks what it is. */
  .tool:active > .tip,
  .tool:focus-visible > .tip {
    visibility: visible;
    opacity: 1;
  }
  /* A finger leaves :hover behind; a headless or remote desktop names no pointer at all. */
  @media not all and (pointer: coarse) {
    .tool:hover > .tip {
      visibility: visible;
      opacity: 1;
    }
  }
  /* At the ends of the bar a centred one would be cut off. */
  .controls > .tool:first-child > .tip {
    inset-inline: 0 auto;
    translate: 0;
  }
  .controls > .tool:nth-last-child(-n + 2) > .tip {
    inset-inline: auto 0;
    translate: 0;
  }
  kbd {
    min-width: 20px;
    padding: 1px 5px;
    border: 1px solid rgb(255 255 255 / 40%);
    border-radius: 4px;
    font: inherit;
    font-size: 11px;
    text-align: center;
  }

  .only-narrow {
    display: none;
  }
  @container (max-width: 620px) {
    .room-wide {
      display: none;
    }
    .only-narrow {
      display: grid;
    }
  }
  @container (max-width: 440px) {
    .controls {
      padding: 28px 6px 4px;
    }
    .room-medium,
    .controls input {
      display: none;
    }
  }
  @container (max-height: 150px) {
    /* The bar has one. */
    .barred:not(.idle) .start {
      display: none;
    }
    .controls {
      padding: 10px 4px 2px;
    }
    .tip {
      display: none;
    }
  }
  @container (max-width: 210px) {
    .controls {
      gap: 0;
      padding-inline: 0;
      justify-content: space-between;
    }
    .tool {
      min-width: 36px;
    }
    .room-small,
    .controls .title {
      display: none;
    }
  }
  /* A phone has no keys to be told of. */
  @media (pointer: coarse) and (hover: none) {
    [part~='help-button'],
    .tip kbd {
      display: none;
    }
  }
  @media (pointer: coarse) {
    .tool {
      min-width: 44px;
      height: 44px;
    }
    .controls {
      gap: 4px;
    }
    @container (max-width: 210px) {
      .controls {
        gap: 0;
      }
      .tool {
        min-width: 40px;
      }
    }
  }
  @media (forced-colors: active) {
    .controls {
      padding-block-start: 8px;
      background: Canvas;
    }
    .tool[aria-pressed='true']::after {
      forced-color-adjust: none;
      background: ButtonText;
    }
    .tip {
      border: 1px solid;
    }
    .tool:hover {
      outline: 1px solid;
    }
  }
`;
