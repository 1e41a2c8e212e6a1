import { css } from 'lit';

/** Menus and panels above the bar. */
export const panelStyles = css`
  .panel {
    position: absolute;
    inset-block-end: 58px;
    inset-inline-end: 10px;
    display: flex;
    flex-direction: column;
    gap: 8px;
    width: min(340px, calc(100% - 20px));
    max-height: calc(100% - 68px);
    padding: 12px;
    border: 1px solid var(--casto-panel-line, color-mix(in srgb, currentColor 14%, transparent));
    border-radius: 12px;
    background: var(--casto-panel, rgb(18 21 27 / 96%));
    color: var(--casto-panel-text, #fff);
    color-scheme: var(--casto-panel-scheme, dark);
    --_focus: currentColor;
    box-shadow: 0 12px 36px rgb(0 0 0 / 50%);
    overflow: auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
    text-align: start;
  }
  .panel-quality,
  .panel-captions,
  .panel-more {
    width: min(250px, calc(100% - 20px));
  }
  .panel > header {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 8px;
  }
  .panel > header button {
    display: grid;
    place-items: center;
    width: 28px;
    height: 28px;
    border-radius: 7px;
  }
  .panel > header button:hover,
  .row:hover {
    background: color-mix(in srgb, currentColor 12%, transparent);
  }
  .panel > header .icon {
    width: 18px;
    height: 18px;
  }
  .panel h2,
  .panel h3,
  .panel p {
    margin: 0;
  }
  .panel h2 {
    font-size: 15px;
    font-weight: 650;
  }
  .panel h3 {
    margin-block-end: 4px;
    font-size: 12px;
    font-weight: 600;
    color: color-mix(in srgb, currentColor 78%, transparent);
  }
  .panel .note {
    font-size: 12px;
    color: color-mix(in srgb, currentColor 72%, transparent);
  }
  .panel .row {
    display: flex;
    align-items: center;
    gap: 10px;
    width: 100%;
    min-height: 36px;
    padding: 4px 8px;
    border-radius: 8px;
    text-align: start;
    cursor: pointer;
  }
  .row .icon {
    width: 20px;
    height: 20px;
  }
  .row > span {
    flex: 1;
    min-width: 0;
  }
  .row small {
    font-size: 12px;
    color: color-mix(in srgb, currentColor 72%, transparent);
  }
  .row input[type='range'] {
    flex: 1;
    min-width: 0;
  }
  .choice input {
    flex: none;
    width: 18px;
    height: 18px;
    margin: 0;
    accent-color: color-mix(in srgb, #2563eb 55%, currentColor);
  }
  .choice:has(:focus-visible) {
    outline: 2px solid var(--_focus);
    outline-offset: -2px;
  }
  .choice :focus-visible {
    outline: none;
  }

  .switch {
    position: relative;
    display: flex;
    gap: 12px;
    align-items: center;
    min-height: 44px;
    cursor: pointer;
  }
  .switch input {
    position: absolute;
    width: 40px;
    height: 24px;
    margin: 0;
    opacity: 0;
    cursor: pointer;
  }
  .switch .slot {
    flex: none;
    display: flex;
    width: 40px;
    height: 24px;
    padding: 3px;
    border-radius: 12px;
    background: color-mix(in srgb, currentColor 26%, transparent);
    transition: background-color 0.15s;
  }
  .switch .slot::before {
    content: '';
    width: 18px;
    height: 18px;
    border-radius: 50%;
    background: #fff;
    transition: margin 0.15s;
  }
  .switch :checked + .slot {
    background: #1f9d5c;
  }
  .switch :checked + .slot::before {
    margin-inline-start: 16px;
  }
  .switch :focus-visible + .slot {
    outline: 2px solid var(--_focus);
    outline-offset: 2px;
  }
  .switch b,
  .switch small {
    display: block;
  }
  .switch b {
    font-weight: 600;
  }
  .switch small {
    font-size: 12px;
    color: color-mix(in srgb, currentColor 72%, transparent);
  }
  .exchange {
    display: grid;
    gap: 10px;
    padding-block-start: 8px;
    border-block-start: 1px solid color-mix(in srgb, currentColor 14%, transparent);
  }
  .carries {
    display: flex;
    gap: 10px;
    align-items: start;
    margin: 0;
  }
  .bars {
    flex: none;
    width: 18px;
    height: 14px;
    margin-block-start: 2px;
    fill: currentColor;
  }
  .bars.fewer .bar:nth-child(3),
  .bars.small .bar:nth-child(n + 2) {
    opacity: 0.25;
  }
  .exchange ul {
    display: grid;
    gap: 4px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .peer {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 0 8px;
    padding: 5px 8px;
    border-radius: 8px;
    background: color-mix(in srgb, currentColor 7%, transparent);
  }
  .peer code {
    font:
      12px ui-monospace,
      Menlo,
      Consolas,
      monospace;
  }
  .peer .rate {
    font-variant-numeric: tabular-nums;
    font-weight: 600;
  }
  .peer .note {
    grid-column: 1 / -1;
  }
  .given {
    display: flex;
    justify-content: space-between;
    gap: 8px;
    padding-block-start: 6px;
    font-variant-numeric: tabular-nums;
  }
  .keys {
    display: grid;
    gap: 2px;
    margin: 0;
  }
  .keys > div {
    display: flex;
    align-items: baseline;
    gap: 10px;
    min-height: 26px;
  }
  .keys dt {
    display: flex;
    flex: 0 0 84px;
    gap: 4px;
  }
  .keys dd {
    margin: 0;
  }

  /* What the bar has room for is not in the menu. */
  @container (min-width: 210.02px) {
    .no-room-small {
      display: none !important;
    }
  }
  @container (min-width: 440.02px) {
    .no-room-medium {
      display: none !important;
    }
  }
  @container (min-width: 620.02px) {
    .no-room-wide {
      display: none !important;
    }
  }
  /* In a small player on a large page a panel takes the whole stage: a part would show three lines. */
  @container (max-width: 440px) {
    .panel {
      inset: 0;
      width: 100%;
      max-height: none;
      border: 0;
      border-radius: 0;
      padding: 8px 12px 12px;
      background: var(--casto-panel, rgb(14 16 20 / 97%));
    }
  }
  .panel:popover-open {
    position: fixed;
    inset: auto 0 0;
    width: auto;
    max-width: 560px;
    max-height: 80vh;
    max-height: 80dvh;
    margin: 0 auto;
    padding-block-end: max(16px, env(safe-area-inset-bottom));
    border: solid color-mix(in srgb, currentColor 14%, transparent);
    border-width: 1px 0 0;
    border-radius: 16px 16px 0 0;
    animation: rise 0.16s ease-out;
  }
  .panel:popover-open::backdrop {
    background: rgb(8 10 14 / 45%);
  }
  @keyframes rise {
    from {
      transform: translateY(24px);
      opacity: 0;
    }
  }
  details {
    max-width: 60ch;
    font-size: 12px;
    overflow-wrap: anywhere;
  }
  summary {
    cursor: pointer;
  }
  details p {
    margin: 6px 0 0;
  }
  @container (max-width: 440px) {
    details {
      display: none;
    }
  }
  @media (pointer: coarse) and (hover: none) {
    .panel [part~='help-item'] {
      display: none;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .panel:popover-open {
      animation: none;
    }
    .switch .slot,
    .switch .slot::before {
      transition: none;
    }
  }
  @media (forced-colors: active) {
    .switch .slot {
      border: 1px solid;
      forced-color-adjust: none;
    }
    .peer {
      border: 1px solid;
    }
  }
`;
