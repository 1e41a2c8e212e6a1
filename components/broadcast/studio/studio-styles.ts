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
  .tool.lacking {
    background: #8a5a00;
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
    fill: color-mix(in srgb, currentColor 28%, transparent);
  }
  .level-fill {
    fill: color-mix(in srgb, #16a34a 70%, currentColor);
  }
  :host(:dir(rtl)) .level {
    transform: scaleX(-1);
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
    max-height: calc(100% - 100px);
    overflow: hidden auto;
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

  /* Until its look is here, and where there are no popovers. */
  .panel:not(:popover-open) {
    display: none;
  }
  .bar .pill {
    max-width: 100%;
    white-space: nowrap;
  }
  .go-word {
    overflow: hidden;
    text-overflow: ellipsis;
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
    .bar .pill {
      flex: 0 1 auto;
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
      scroll-padding-block-start: 62px;
    }
    .over.quiet > .icon {
      display: none;
    }
    .said {
      inset-block-start: 38px;
      font-size: 13px;
    }
  }
  /* Nor eight of them in 270 px. */
  @container (max-width: 330px) {
    .flip {
      display: none;
    }
  }
  /* What has no room here is in the settings: see no-room-… there. */
  @container (max-width: 310px) {
    .room-medium {
      display: none;
    }
  }
  @container (max-width: 270px) {
    .room-narrow {
      display: none;
    }
  }
  @container (max-width: 235px) {
    .room-small {
      display: none;
    }
    .tools:first-child {
      display: none;
    }
    .tools:last-child {
      flex: none;
    }
  }
  @container (max-width: 170px) {
    .bar .pill.go {
      width: 34px;
      padding: 0;
    }
    .bar .pill.go .icon {
      display: block;
    }
    .bar .go-word {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
  }
  @container (max-height: 150px) {
    .said {
      inset-inline: 4px;
      inset-block-start: 4px;
      max-height: calc(100% - 48px);
      padding-block: 2px;
    }
    .drop {
      inset: 2px;
      gap: 0;
    }
  }
  @media (forced-colors: active) {
    .tool,
    .said:not(:empty),
    .drop {
      border: 1px solid;
    }
    .level-fill {
      fill: Highlight;
    }
    .tool.off,
    .tool.lacking,
    .tool.recording {
      outline: 2px solid Highlight;
      outline-offset: -4px;
    }
  }
`;
