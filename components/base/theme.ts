/** The look that all elements share. Styles come as adopted sheets: no inline style anywhere. */
import { css } from 'lit';

/** Colours and type. An author sets the `--casto-*` names; the `--_*` names are ours. */
export const theme = css`
  :host {
    --_accent: var(--casto-accent, #2563eb);
    --_on-accent: var(--casto-on-accent, #fff);
    --_live: var(--casto-live, #e11d48);
    --_radius: var(--casto-radius, 12px);
    --_font: var(--casto-font, system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif);
    --_surface: var(--casto-surface, light-dark(#fff, #16181d));
    --_text: var(--casto-text, light-dark(#1a1d23, #eceef2));
    --_quiet: var(--casto-text-quiet, light-dark(#5b6270, #9aa2b1));
    --_line: var(--casto-line, light-dark(#e3e6eb, #2b2f38));
    /* Edges of things that are worked with: 3:1 on the surface. */
    --_control-line: light-dark(#767d8c, #8b93a3);
    /* The accent as text or as a mark on the surface, whatever the author's is. */
    --_accent-text: light-dark(
      color-mix(in srgb, var(--_accent) 88%, #000),
      color-mix(in srgb, var(--_accent) 55%, #fff)
    );
    font-family: var(--_font);
    font-size: 14px;
    line-height: 1.4;
  }
  /* The texts' own direction, when the page names none. */
  :host(:state(ltr)) {
    direction: ltr;
  }
  :host(:state(rtl)) {
    direction: rtl;
  }
  :host([hidden]) {
    display: none !important;
  }
  /* A page's own text styles end here: what all inherit, a rule for everything gives the host as well. */
  :host > * {
    font-style: normal;
    letter-spacing: normal;
    word-spacing: normal;
    text-indent: 0;
    text-transform: none;
    text-shadow: none;
    white-space: normal;
    overflow-wrap: break-word;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  .icon {
    width: 24px;
    height: 24px;
    fill: currentColor;
    flex: none;
  }
  .icon .line {
    fill: none;
    stroke: currentColor;
    stroke-width: 1.8;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  button {
    font: inherit;
    color: inherit;
    background: none;
    border: 0;
    padding: 0;
    margin: 0;
    cursor: pointer;
    -webkit-tap-highlight-color: transparent;
  }
  button:disabled {
    cursor: default;
    opacity: 0.5;
  }
  :focus-visible {
    outline: 2px solid var(--_focus, var(--_accent));
    outline-offset: 2px;
  }
  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;

/** A dark stage with a picture and things laid over it. */
export const stageStyles = css`
  :host {
    --_focus: #fff;
    --_badge: var(--casto-badge, rgb(8 10 14 / 60%));
    --_badge-text: var(--casto-badge-text, #fff);
    display: block;
    position: relative;
    overflow: hidden;
    aspect-ratio: var(--casto-aspect-ratio, 16 / 9);
    max-width: 100%;
    /* Where nothing else gives a size. A least height would be a least width too, by the ratio. */
    contain-intrinsic-size: 300px 160px;
    background: var(--casto-stage, #0c0e12);
    color: #fff;
    color-scheme: dark;
    border-radius: var(--_radius);
    isolation: isolate;
    container-type: size;
  }
  :host(:fullscreen) {
    border-radius: 0;
    aspect-ratio: auto;
  }
  video {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    object-fit: var(--casto-object-fit, contain);
    background: transparent;
  }
  .over {
    position: absolute;
    inset: 0;
    display: flex;
    flex-direction: column;
    align-items: center;
    justify-content: safe center;
    gap: 8px;
    padding: 40px 24px;
    overflow: hidden auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
    text-align: center;
    color: var(--casto-stage-text, #fff);
    --_focus: currentColor;
  }
  /* What says nothing gives way first. */
  .over > :is(.title, .hint, .holding, .pill, .ways) {
    flex: none;
    max-width: 100%;
  }
  .over > :is(.icon, .spinner) {
    flex: 0 1 auto;
    min-height: 0;
  }
  .over.dim {
    background: rgb(8 10 14 / 74%);
    color: #fff;
  }
  .over .title {
    margin: 0;
    font-size: clamp(16px, 3.2cqi, 22px);
    font-weight: 600;
    letter-spacing: -0.01em;
    text-wrap: balance;
  }
  .over .hint {
    margin: 0;
    max-width: 44ch;
    color: color-mix(in srgb, currentColor 78%, transparent);
    text-wrap: balance;
  }
  .over > .icon {
    width: 36px;
    height: 36px;
    opacity: 0.9;
  }
  .spinner {
    width: 34px;
    height: 34px;
    border-radius: 50%;
    border: 3px solid color-mix(in srgb, currentColor 25%, transparent);
    border-top-color: currentColor;
    animation: turn 0.9s linear infinite;
    margin-bottom: 4px;
  }
  @keyframes turn {
    to {
      transform: rotate(1turn);
    }
  }
  .pill {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    min-height: 40px;
    min-width: 0;
    padding: 8px 18px;
    border-radius: 999px;
    font-weight: 600;
    overflow-wrap: anywhere;
    background: color-mix(in srgb, currentColor 16%, transparent);
    backdrop-filter: blur(8px);
    transition: background-color 0.15s;
  }
  .pill:hover {
    background: color-mix(in srgb, currentColor 26%, transparent);
  }
  .pill .icon {
    width: 20px;
    height: 20px;
  }
  .over .pill {
    margin-top: 8px;
  }
  .badges {
    position: absolute;
    inset-block-start: 12px;
    inset-inline-start: 12px;
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    pointer-events: none;
  }
  .badge {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    min-height: 24px;
    padding: 2px 9px;
    border-radius: 6px;
    font-size: 12px;
    font-weight: 600;
    background: var(--_badge);
    color: var(--_badge-text);
    font-variant-numeric: tabular-nums;
  }
  .badge .icon {
    width: 14px;
    height: 14px;
  }
  .badge.live {
    background: var(--_live);
    color: #fff;
    text-transform: uppercase;
    letter-spacing: 0.04em;
  }
  .badge.live.off {
    background: rgb(90 96 108 / 80%);
  }
  .badge.live::before {
    content: '';
    width: 7px;
    height: 7px;
    border-radius: 50%;
    background: currentColor;
  }
  .badge.live:not(.off)::before {
    animation: breathe 2s ease-in-out infinite;
  }
  @keyframes breathe {
    50% {
      opacity: 0.35;
    }
  }
  /* On a phone the stage is about 180 px high. */
  @container (max-width: 440px) {
    .over {
      gap: 4px;
      padding: 10px 16px;
    }
    .over .hint {
      font-size: 13px;
      line-height: 1.3;
    }
    .over > .icon,
    .spinner {
      width: 26px;
      height: 26px;
    }
    .pill {
      min-height: 36px;
      padding: 6px 14px;
      line-height: 1.2;
      font-size: 13px;
    }
    .over .pill {
      margin-top: 4px;
    }
    .badges {
      inset-block-start: 8px;
      inset-inline-start: 8px;
    }
  }
  /* A card's stage: a sentence and what can be done, the reason below the edge. */
  @container (max-height: 150px) {
    .over {
      gap: 2px;
      padding: 6px 8px;
    }
    .over > :is(.icon, .spinner) {
      display: none;
    }
    .over .title {
      font-size: 14px;
      line-height: 1.25;
    }
    .over .hint {
      order: 1;
      font-size: 12px;
    }
    .over .pill {
      gap: 5px;
      min-height: 30px;
      padding: 3px 10px;
      margin-top: 2px;
    }
    /* One line: what does not fit is in the next, out of sight. */
    .badges {
      inset-block-start: 4px;
      inset-inline: 4px;
      max-height: max(20px, 1.5em);
      overflow: hidden;
      font-size: 11px;
    }
    .badge {
      flex: none;
      min-height: 20px;
      padding: 0 6px;
      font-size: 11px;
    }
  }
  /* Two short lines, and what can be pressed. */
  @container (max-height: 110px) {
    .over {
      padding: 2px 6px;
    }
    .over .title {
      font-size: 12px;
      line-height: 1.15;
      overflow: hidden;
      display: -webkit-box;
      -webkit-line-clamp: 2;
      -webkit-box-orient: vertical;
    }
    .over .hint,
    .over .pill .icon {
      display: none;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .spinner {
      animation-duration: 3s;
    }
    .badge.live::before {
      animation: none !important;
    }
    * {
      transition: none !important;
    }
  }
  /* Colours of the system's own: a ring of one colour would not turn, and a dot on its own colour not be seen. */
  @media (forced-colors: active) {
    .pill,
    .badge {
      border: 1px solid;
    }
    .spinner,
    .badge.live::before {
      forced-color-adjust: none;
    }
    .spinner {
      border-color: CanvasText transparent transparent;
    }
    .badge.live::before {
      background: CanvasText;
    }
  }
`;
