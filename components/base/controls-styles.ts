/** The look of icon buttons, tooltips, popovers and the rows in them (./rows.ts, ./popover.ts). */
import { css } from 'lit';

/** Square buttons of 40 px, and sliders. */
export const buttonStyles = css`
  .icon-button {
    position: relative;
    display: grid;
    place-items: center;
    flex: none;
    width: 40px;
    height: 40px;
    border-radius: 8px;
    transition: background-color 0.15s;
  }
  .icon-button:hover:not(:disabled) {
    background: rgb(128 136 150 / 28%);
  }
  .icon-button[aria-pressed='true'],
  .icon-button[aria-expanded='true'] {
    background: rgb(128 136 150 / 36%);
  }
  input[type='range'] {
    height: 24px;
    margin: 0;
    accent-color: currentColor;
    cursor: pointer;
  }
  @media (prefers-reduced-motion: reduce) {
    .icon-button {
      transition: none;
    }
  }
  @media (forced-colors: active) {
    .icon-button:hover:not(:disabled),
    .icon-button[aria-pressed='true'],
    .icon-button[aria-expanded='true'] {
      outline: 2px solid Highlight;
    }
  }
`;

/**
 * `class="tip" data-tip="…"` shows its text above; add `below`, `tip-start` or `tip-end` where there
 * is no room. It only repeats the name that the element has, so a screen reader is spared it.
 */
export const tooltipStyles = css`
  .tip {
    position: relative;
  }
  .tip::after {
    content: attr(data-tip);
    content: attr(data-tip) / '';
    position: absolute;
    inset-block-end: calc(100% + 6px);
    left: 50%;
    translate: -50%;
    z-index: 3;
    width: max-content;
    max-width: 220px;
    padding: 4px 9px;
    border-radius: 6px;
    background: #0b0d12;
    color: #fff;
    border: 1px solid rgb(255 255 255 / 16%);
    font-size: 12px;
    font-weight: 500;
    line-height: 1.35;
    text-align: center;
    pointer-events: none;
    opacity: 0;
    visibility: hidden;
    transition:
      opacity 0.12s,
      visibility 0.12s;
  }
  .tip.below::after {
    inset-block: calc(100% + 6px) auto;
  }
  .tip.tip-start::after {
    inset-inline: 0 auto;
    translate: none;
  }
  .tip.tip-end::after {
    inset-inline: auto 0;
    translate: none;
  }
  .tip:focus-visible::after {
    opacity: 1;
    visibility: visible;
  }
  @media (hover: hover) {
    .tip:hover::after {
      opacity: 1;
      visibility: visible;
      transition-delay: 0.45s;
    }
  }
  .tip[aria-expanded='true']::after {
    opacity: 0;
    visibility: hidden;
  }
  @media (prefers-reduced-motion: reduce) {
    .tip::after {
      transition-duration: 0s;
    }
  }
`;

export const popoverStyles = css`
  [aria-expanded='true'] {
    anchor-name: --casto-open;
  }
  .popover {
    inset: auto;
    margin: 8px;
    padding: 6px;
    width: max-content;
    min-width: 200px;
    max-width: min(340px, 100vw - 16px);
    max-height: calc(100vh - 16px);
    max-height: calc(100dvh - 16px);
    overflow: auto;
    overscroll-behavior: contain;
    color: var(--_text);
    background: var(--_surface);
    border: 1px solid var(--_line);
    border-radius: min(var(--_radius), 14px);
    box-shadow: 0 10px 36px rgb(0 0 0 / 34%);
    font-family: var(--_font);
    font-size: 14px;
    line-height: 1.35;
    text-align: start;
    position-anchor: --casto-open;
    position-area: self-block-start span-self-inline-start;
    position-try-fallbacks: flip-block, flip-inline, flip-block flip-inline;
  }
  /* Without anchors: in the middle. */
  @supports not (anchor-name: --a) {
    .popover {
      inset: 0;
      margin: auto;
    }
  }
  .popover:focus {
    outline: none;
  }
  /* On a phone it comes up from the edge, where the thumb is. */
  @media (max-width: 480px) {
    .popover {
      position-area: none;
      inset: auto 0 0;
      width: auto;
      max-width: none;
      max-height: 80vh;
      margin: 0;
      padding-block-end: max(10px, env(safe-area-inset-bottom));
      border-radius: 16px 16px 0 0;
      border-width: 1px 0 0;
    }
  }
  .popover:popover-open {
    animation: appear 0.14s ease-out;
  }
  @keyframes appear {
    from {
      opacity: 0;
      transform: translateY(6px);
    }
  }
  .popover-heading {
    margin: 4px 10px 6px;
    font-size: 12px;
    font-weight: 600;
    color: var(--_quiet);
  }
  .row {
    display: flex;
    align-items: center;
    gap: 12px;
    width: 100%;
    min-height: 40px;
    padding: 6px 10px;
    border-radius: 8px;
    text-align: start;
  }
  button.row:hover:not(:disabled),
  button.row:focus-visible {
    background: rgb(128 136 150 / 18%);
  }
  .popover :focus-visible {
    outline-offset: -2px;
    outline-color: var(--_accent-text);
  }
  .row .words {
    flex: 1;
    min-width: 0;
    display: grid;
  }
  .row small {
    font-size: 12px;
    color: var(--_quiet);
  }
  .row .icon {
    width: 20px;
    height: 20px;
  }
  .row .check {
    width: 20px;
    height: 20px;
    flex: none;
    color: var(--_accent-text);
  }
  .row select,
  .field {
    max-width: 180px;
    min-height: 32px;
    padding: 4px 8px;
    font: inherit;
    color: inherit;
    background: var(--_surface);
    border: 1px solid var(--_control-line);
    border-radius: 6px;
  }
  .switch {
    position: relative;
    flex: none;
    width: 36px;
    height: 20px;
    border: 2px solid var(--_control-line);
    border-radius: 999px;
    background: transparent;
    transition: background-color 0.15s;
  }
  .switch::before {
    content: '';
    position: absolute;
    inset-block-start: 2px;
    inset-inline-start: 2px;
    width: 12px;
    height: 12px;
    border-radius: 50%;
    background: var(--_control-line);
    transition: inset-inline-start 0.15s;
  }
  [aria-checked='true'] > .switch {
    background: var(--_accent);
    border-color: var(--_accent);
  }
  [aria-checked='true'] > .switch::before {
    inset-inline-start: 18px;
    background: var(--_on-accent);
  }
  @media (prefers-reduced-motion: reduce) {
    .popover:popover-open {
      animation: none;
    }
    .switch,
    .switch::before {
      transition: none;
    }
  }
  @media (forced-colors: active) {
    button.row:hover:not(:disabled),
    button.row:focus-visible {
      outline: 2px solid Highlight;
    }
    .switch::before {
      background: ButtonText;
    }
    [aria-checked='true'] > .switch {
      background: Highlight;
      forced-color-adjust: none;
    }
  }
`;

/** All of them. */
export const controlStyles = [buttonStyles, tooltipStyles, popoverStyles];
