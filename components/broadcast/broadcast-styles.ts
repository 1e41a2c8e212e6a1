import { css } from 'lit';

export const broadcastStyles = css`
  video.mirrored {
    transform: scaleX(-1);
  }
  video.empty {
    visibility: hidden;
  }
  .bar {
    position: absolute;
    inset-inline: 0;
    inset-block-end: 0;
    display: flex;
    align-items: center;
    justify-content: center;
    flex-wrap: wrap;
    gap: 10px;
    padding: 40px 14px 14px;
    background: linear-gradient(to top, rgb(8 10 14 / 72%), transparent);
    /* Between its buttons is the picture, or a notice. */
    pointer-events: none;
  }
  .bar button {
    pointer-events: auto;
  }
  .badge.label {
    display: block;
    line-height: 20px;
    min-width: 0;
    max-width: 40ch;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  /* What viewers see: black. */
  .over.quiet:not(.dim) {
    background: #0c0e12;
    color: #fff;
  }
  .pill.go {
    background: var(--_live);
    color: #fff;
  }
  .pill.go:hover {
    background: color-mix(in srgb, var(--_live) 88%, #fff);
  }
  .over.low {
    padding-bottom: 76px;
    scroll-padding-block-end: 76px;
  }
  @container (max-width: 440px) {
    .over.low {
      padding-bottom: 60px;
      scroll-padding-block-end: 60px;
    }
    .bar {
      gap: 3px;
      padding: 28px 8px 8px;
    }
  }
  .notice p {
    margin: 0;
  }
  /* The bar below has the same ways: of a small stage the words get the room. */
  @container (max-width: 479px) {
    .over.low:has(.ways) {
      gap: 4px;
    }
    .over:has(.ways) > .icon,
    .over.dim .ways [popovertarget] {
      display: none;
    }
    .ways .pill {
      min-height: 34px;
      padding: 4px 12px;
      margin: 0;
    }
  }
  @container (max-width: 359px) {
    .over:has(.ways) > .hint,
    .ways [popovertarget] {
      display: none;
    }
  }
  .ways {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: 8px;
  }
  .notice {
    display: flex;
    align-items: center;
    gap: 8px;
    position: absolute;
    inset-inline: 12px;
    inset-block-end: 70px;
    margin: 0 auto;
    width: fit-content;
    max-width: calc(100% - 24px);
    padding: 8px 14px;
    max-height: calc(100% - 76px);
    overflow: hidden auto;
    border-radius: 10px;
    background: rgb(120 53 15 / 92%);
    font-weight: 500;
    text-align: center;
  }
  .close-notice {
    display: grid;
    place-items: center;
    flex: none;
    width: 28px;
    height: 28px;
    margin-inline-end: -6px;
    border-radius: 50%;
  }
  .badge .dot {
    width: 9px;
    height: 9px;
    border-radius: 50%;
    background: #f87171;
  }
  .close-notice .icon {
    width: 16px;
    height: 16px;
  }
  @container (max-width: 440px) {
    .notice {
      inset-block-end: 48px;
      max-height: calc(100% - 52px);
      padding: 5px 10px;
      font-size: 12px;
      line-height: 1.3;
    }
  }
  @container (max-height: 210px) {
    .over.low:has(+ .badges) {
      padding-block-start: 30px;
      scroll-padding-block-start: 30px;
    }
    .over.low:has(.title) + .badges .label {
      display: none;
    }
  }
  @container (max-height: 150px) {
    .bar {
      padding: 4px;
    }
    .over.low {
      padding: 4px 6px 42px;
      scroll-padding-block-end: 42px;
    }
    /* What tries again is the bar's own button; a share is begun again by its name alone. */
    .over.low [part~='retry-button'],
    .over.low:has([part~='share-again-button']) .title {
      display: none;
    }
    .notice {
      inset-inline: 4px;
      inset-block-end: 40px;
      max-width: calc(100% - 8px);
      max-height: calc(100% - 44px);
      padding-block: 2px;
      align-items: start;
    }
  }
  /* The bar has all the ways, and two lines are left: of the state, or of what goes on. */
  @container (max-height: 110px) {
    .over.low {
      padding: 2px 4px 40px;
    }
    .over.low .ways,
    .over.low:has(+ .badges .live:not(.off)),
    .over.low + .badges:has(.live.off) {
      display: none;
    }
    .over.low:has(+ .badges) {
      padding-block-start: 2px;
    }
  }
  @container (max-width: 310px) {
    .bar {
      flex-wrap: nowrap;
    }
  }
  @media (forced-colors: active) {
    .badge .dot {
      forced-color-adjust: none;
      background: CanvasText;
    }
  }
`;
