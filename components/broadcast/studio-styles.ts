import { css } from 'lit';

export const studioStyles = css`
  :host {
    anchor-name: --casto-stage;
  }
  .tools {
    display: flex;
    flex: 1 1 0;
    gap: 8px;
  }
  .tools:last-child {
    justify-content: flex-end;
  }
  .tool {
    position: relative;
    display: inline-grid;
    place-items: center;
    flex: none;
    width: 40px;
    height: 40px;
    border-radius: 50%;
    background: rgb(8 10 14 / 66%);
    transition: background-color 0.15s;
  }
  .tool:hover,
  .tool[aria-expanded='true'] {
    background: rgb(70 76 88 / 86%);
  }
  .tool .icon {
    width: 22px;
    height: 22px;
  }
  .tool.off {
    background: #b3261e;
  }
  .tool.recording {
    background: #fff;
    color: #b3261e;
  }
  .level {
    position: absolute;
    inset-block-end: 5px;
    inset-inline: 10px;
    width: 20px;
    height: 3px;
    border-radius: 2px;
    overflow: hidden;
  }
  .level-back {
    fill: rgb(255 255 255 / 28%);
  }
  .level-fill {
    fill: #4ade80;
  }
  :host(:dir(rtl)) .level {
    transform: scaleX(-1);
  }
  .badge .dot {
    width: 9px;
    height: 9px;
    border-radius: 50%;
    background: #f87171;
  }
  .said {
    position: absolute;
    inset-inline: 12px;
    inset-block-start: 46px;
    margin: 0;
    width: fit-content;
    max-width: calc(100% - 24px);
    padding: 6px 12px;
    border-radius: 8px;
    background: rgb(8 10 14 / 78%);
    overflow-wrap: anywhere;
  }
  .said:empty {
    padding: 0;
  }
  .drop {
    position: absolute;
    z-index: 1;
    inset: 8px;
    display: flex;
    flex-direction: column;
    align-items: center;
    justify-content: center;
    gap: 8px;
    border: 2px dashed #fff;
    border-radius: calc(var(--_radius) * 0.75);
    background: rgb(8 10 14 / 92%);
    font-size: clamp(14px, 3cqi, 18px);
    text-align: center;
    font-weight: 600;
    pointer-events: none;
  }

  /* Panels: a sheet at the bottom of the window, beside the picture where there is room. */
  .panel {
    --_focus: #fff;
    display: none;
    color-scheme: dark;
    color: #fff;
    background: #1b1e25;
    border: 1px solid #3a404c;
    padding: 0;
    margin: 0;
    inset: auto 0 0;
    width: 100%;
    max-width: none;
    height: auto;
    max-height: max(70dvh, min(320px, 100dvh));
    border-radius: 16px 16px 0 0;
    box-shadow: 0 10px 40px rgb(0 0 0 / 45%);
    overflow: hidden;
  }
  .panel:popover-open {
    display: flex;
    flex-direction: column;
  }
  .panel-head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    flex: none;
    padding: 8px 8px 4px 16px;
    padding-inline: 16px 8px;
  }
  .panel-head h2 {
    margin: 0;
    font-size: 15px;
    font-weight: 600;
  }
  .close {
    display: grid;
    place-items: center;
    width: 36px;
    height: 36px;
    border-radius: 50%;
  }
  .close:hover {
    background: rgb(255 255 255 / 12%);
  }
  .panel-body {
    display: flex;
    flex-direction: column;
    gap: 12px;
    min-height: 0;
    padding: 4px 16px 16px;
    padding-block-end: max(16px, env(safe-area-inset-bottom));
    overflow-y: auto;
    overscroll-behavior: contain;
  }
  @container (min-width: 600px) {
    @supports (position-anchor: --casto-stage) {
      .panel {
        position-anchor: --casto-stage;
        inset: auto;
        inset-block-start: calc(anchor(self-start) + 10px);
        inset-inline-end: calc(anchor(self-end) + 10px);
        width: 320px;
        max-height: max(calc(anchor-size(height) - 20px), min(360px, calc(100dvh - 20px)));
        border-radius: 14px;
      }
    }
  }
  .sources {
    list-style: none;
    margin: 0;
    padding: 0;
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(130px, 1fr));
    gap: 8px;
  }
  .sources button {
    display: flex;
    flex-direction: column;
    align-items: center;
    justify-content: center;
    gap: 6px;
    width: 100%;
    min-height: 84px;
    padding: 10px;
    border: 1px solid #3a404c;
    border-radius: 10px;
    font-weight: 500;
  }
  .sources button:hover {
    background: rgb(255 255 255 / 8%);
  }
  .sources button[aria-pressed='true'] {
    border-color: #fff;
    box-shadow: inset 0 0 0 1px #fff;
  }
  .panel .hint,
  .facts p {
    margin: 0;
  }
  .facts {
    color: #c3c9d4;
    font-size: 13px;
  }
  .facts .short {
    color: #fcd34d;
  }
  .facts:not(:has(p)) {
    display: none;
  }
  .field {
    display: grid;
    gap: 4px;
    min-width: 0;
    font-weight: 600;
    font-size: 13px;
  }
  .pair {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 12px;
  }
  .beside {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 8px;
    align-items: end;
  }
  select {
    width: 100%;
    min-width: 0;
    min-height: 36px;
    padding: 6px 10px;
    border: 1px solid #4a515f;
    border-radius: 8px;
    background: #262a33;
    color: inherit;
    font: inherit;
    font-weight: 400;
    text-overflow: ellipsis;
  }
  .small {
    min-height: 36px;
    padding: 6px 14px;
    border-radius: 8px;
    background: rgb(255 255 255 / 14%);
    font-weight: 600;
  }
  .small:hover {
    background: rgb(255 255 255 / 22%);
  }
  .check {
    display: flex;
    gap: 10px;
    align-items: start;
    cursor: pointer;
  }
  .check input {
    flex: none;
    width: 18px;
    height: 18px;
    margin: 1px 0 0;
    accent-color: var(--_accent);
  }
  .check small {
    display: block;
    color: #c3c9d4;
    font-size: 12px;
  }
  .meter {
    position: relative;
    height: 6px;
    margin-block-start: -6px;
  }
  .meter .level {
    inset: 0;
    width: 100%;
    height: 6px;
    border-radius: 3px;
  }
  .bar .pill {
    flex: none;
    white-space: nowrap;
  }
  .bar .pill:not(.go) {
    background: rgb(8 10 14 / 72%);
    box-shadow: inset 0 0 0 1px rgb(255 255 255 / 30%);
  }
  .bar .pill:not(.go):hover {
    background: rgb(70 76 88 / 92%);
  }
  /* A phone's stage: seven buttons in one row of 270 px. */
  @container (max-width: 479px) {
    .tools {
      flex: 1 0 auto;
      gap: 3px;
    }
    .tool {
      width: 34px;
      height: 34px;
    }
    .bar .pill {
      min-height: 34px;
      padding: 4px 14px;
    }
    .bar .pill.go .icon {
      display: none;
    }
    .bar .stop-word {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    .bar .pill:has(.stop-word) {
      width: 34px;
      padding: 0;
    }
    .over.quiet {
      padding-block-start: 62px;
    }
    .over.quiet > .icon {
      display: none;
    }
    .said {
      inset-block-start: 38px;
      font-size: 13px;
    }
  }
  @media (forced-colors: active) {
    .tool,
    .panel,
    .said,
    .drop {
      border: 1px solid;
    }
    .level-fill {
      fill: Highlight;
    }
    .tool.off,
    .tool.recording,
    .sources button[aria-pressed='true'] {
      outline: 2px solid Highlight;
      outline-offset: -4px;
    }
  }
`;
