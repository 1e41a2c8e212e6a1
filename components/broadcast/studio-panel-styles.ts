import { css } from 'lit';

export const studioPanelStyles = css`
  /* Panels: a sheet at the bottom of the window, beside the picture where there is room. */
  .panel {
    --_focus: #fff;
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
    background: rgb(255 255 255 / 8%);
    font-weight: 600;
    text-align: start;
  }
  .row:hover {
    background: rgb(255 255 255 / 16%);
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
