import { css } from 'lit';

export const studioPanelStyles = css`
  .notice .pill {
    flex: none;
    min-height: 34px;
    padding: 4px 14px;
    margin: 0;
    white-space: nowrap;
  }
  @container (max-width: 359px) {
    .notice:has(.pill) {
      flex-wrap: wrap;
      justify-content: center;
    }
  }
  /* Panels: a sheet at the bottom of the window, beside the picture where there is room. */
  .panel {
    --_focus: currentColor;
    --_panel: var(--casto-panel, #1b1e25);
    --_panel-line: var(--casto-panel-line, color-mix(in srgb, currentColor 18%, transparent));
    color-scheme: var(--casto-panel-scheme, dark);
    color: var(--casto-panel-text, #fff);
    background: var(--_panel);
    border: 1px solid var(--_panel-line);
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
    background: color-mix(in srgb, currentColor 12%, transparent);
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
  /* Above the button that opens it, where there is room above it. */
  @container (min-width: 600px) and (min-height: 330px) {
    @supports (position-anchor: --casto-stage) {
      .panel {
        inset-block: auto calc(anchor(self-end) + 64px);
        max-height: calc(anchor-size(height) - 74px);
      }
      #panel-source {
        inset-inline: calc(anchor(self-start) + 10px) auto;
      }
    }
  }
  /* Before a broadcast: beside the face, and gone where there is no room. */
  .green-room {
    position: absolute;
    inset-block-start: 12px;
    inset-inline-end: 12px;
    display: grid;
    gap: 8px;
    width: min(280px, calc(100% - 24px));
    max-height: calc(100% - 84px);
    padding: 12px;
    overflow: hidden auto;
    border-radius: 12px;
    background: rgb(8 10 14 / 72%);
    color: #fff;
  }
  .green-room h2 {
    margin: 0;
    font-size: 15px;
    font-weight: 650;
  }
  .hears {
    display: grid;
    grid-template-columns: 1fr auto;
    align-items: center;
    gap: 6px 10px;
    font-size: 13px;
    color: rgb(255 255 255 / 84%);
  }
  .hears .level {
    position: static;
    width: 100%;
    height: 4px;
  }
  .hears:not([data-heard]) .heard,
  .hears[data-heard] .not-yet {
    display: none;
  }
  .hears .heard {
    color: #86efac;
  }
  .count .number {
    font-size: clamp(36px, 34cqb, 180px);
    font-weight: 700;
    line-height: 1;
    font-variant-numeric: tabular-nums;
  }
  /* Above the bar: one answer at a time. */
  .question {
    z-index: 1;
  }
  .question .ways .pill {
    min-height: 34px;
    margin: 0;
  }
  @container (max-width: 560px) {
    .green-room {
      inset-block-start: 8px;
      inset-inline-end: 8px;
      gap: 6px;
      width: min(230px, calc(100% - 16px));
      padding: 8px 10px;
    }
    .green-room .field span {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
  }
  @container (max-height: 180px) or (max-width: 300px) {
    .green-room {
      display: none;
    }
  }
  .rows {
    display: grid;
    gap: 4px;
  }
  .row {
    display: flex;
    align-items: center;
    gap: 10px;
    min-height: 40px;
    padding: 4px 8px;
    border-radius: 8px;
    background: color-mix(in srgb, currentColor 8%, transparent);
    font-weight: 600;
    text-align: start;
  }
  .row:hover {
    background: color-mix(in srgb, currentColor 16%, transparent);
  }
  /* What the bar has room for is not here. */
  @container (min-width: 310.02px) {
    .rows {
      display: none;
    }
  }
  @container (min-width: 270.02px) {
    .no-room-narrow {
      display: none;
    }
  }
  @container (min-width: 235.02px) {
    .no-room-small {
      display: none;
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
    border: 1px solid var(--_panel-line);
    border-radius: 10px;
    font-weight: 500;
  }
  .sources button:hover {
    background: color-mix(in srgb, currentColor 8%, transparent);
  }
  .sources button[aria-pressed='true'] {
    border-color: currentColor;
    box-shadow: inset 0 0 0 1px currentColor;
  }
  .panel .hint,
  .facts p {
    margin: 0;
  }
  .facts {
    color: color-mix(in srgb, currentColor 78%, transparent);
    font-size: 13px;
  }
  .facts .short {
    color: color-mix(in srgb, #d97706 45%, currentColor);
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
  select,
  .field input {
    width: 100%;
    min-width: 0;
    min-height: 36px;
    padding: 6px 10px;
    border: 1px solid color-mix(in srgb, currentColor 45%, transparent);
    border-radius: 8px;
    background: color-mix(in srgb, currentColor 6%, var(--_panel));
    color: inherit;
    font: inherit;
    font-weight: 400;
    text-overflow: ellipsis;
  }
  .small {
    min-height: 36px;
    padding: 6px 14px;
    border-radius: 8px;
    background: color-mix(in srgb, currentColor 14%, transparent);
    font-weight: 600;
  }
  .small:hover {
    background: color-mix(in srgb, currentColor 22%, transparent);
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
    color: color-mix(in srgb, currentColor 78%, transparent);
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
  @media (forced-colors: active) {
    .panel,
    .row {
      border: 1px solid;
    }
    .sources button[aria-pressed='true'] {
      outline: 2px solid Highlight;
      outline-offset: -4px;
    }
  }
`;
