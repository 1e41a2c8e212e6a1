import { css } from 'lit';

/** The stage: picture, poster, messages. */
export const playerStyles = css`
  .frame {
    position: absolute;
    inset: 0;
  }
  .poster,
  .frame > canvas {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    object-fit: var(--casto-object-fit, cover);
    pointer-events: none;
  }
  .frame > canvas {
    object-fit: var(--casto-object-fit, contain);
  }
  /* Clicks beside our controls go to the picture: we and media-chrome look for them there. */
  .stage {
    position: absolute;
    inset: 0;
    pointer-events: none;
  }
  .stage > :is(.dim, .error),
  .stage button,
  .stage .controls,
  .stage .panel,
  .stage ::slotted(*) {
    pointer-events: auto;
  }
  .start {
    display: grid;
    place-items: center;
    width: clamp(56px, 14cqi, 84px);
    aspect-ratio: 1;
    border-radius: 50%;
    background: var(--_accent);
    color: var(--_on-accent);
    box-shadow: 0 8px 30px rgb(0 0 0 / 40%);
    transition: transform 0.15s;
  }
  .start:hover {
    transform: scale(1.05);
  }
  .start .icon {
    width: 46%;
    height: 46%;
  }
  .unmute {
    position: absolute;
    inset-block-start: 12px;
    inset-inline-end: 12px;
    /* Readable over a bright picture. */
    background: rgb(8 10 14 / 72%);
    color: #fff;
  }
  .unmute:hover {
    background: rgb(8 10 14 / 86%);
  }

  /* Waiting: on the air any moment. */
  .tuned {
    position: relative;
    display: grid;
    place-items: center;
    flex: 0 1 auto;
    min-height: 0;
    width: 64px;
    height: 64px;
    border-radius: 50%;
    background: color-mix(in srgb, var(--_accent) 34%, transparent);
  }
  .tuned::after {
    content: '';
    position: absolute;
    inset: 0;
    border: 2px solid var(--_accent);
    border-radius: 50%;
    animation: tune 2.4s ease-out infinite;
  }
  .tuned .icon {
    width: 32px;
    height: 32px;
  }
  @keyframes tune {
    from {
      opacity: 0.9;
    }
    to {
      transform: scale(1.7);
      opacity: 0;
    }
  }
  /* Reconnecting: the last picture stays in sight. */
  .held {
    background: rgb(8 10 14 / 34%);
    color: #fff;
  }
  .holding {
    display: flex;
    align-items: center;
    gap: 12px;
    max-width: 100%;
    padding: 10px 18px 10px 14px;
    border-radius: 14px;
    background: rgb(8 10 14 / 78%);
    text-align: start;
    overflow-wrap: anywhere;
  }
  .holding .spinner {
    flex: none;
    width: 24px;
    height: 24px;
    margin: 0;
  }
  .holding .title {
    font-size: 15px;
  }
  .holding .hint {
    font-size: 13px;
  }
  /* Ended: the last picture, without life. */
  .frame.ended :is(video, canvas) {
    filter: grayscale(1);
  }
  .frame.ended .badges {
    display: none;
  }
  .alarm {
    display: grid;
    place-items: center;
    flex: 0 1 auto;
    min-height: 0;
    width: 56px;
    height: 56px;
    border-radius: 50%;
    background: color-mix(in srgb, var(--_live) 28%, transparent);
    color: color-mix(in srgb, var(--_live) 20%, currentColor);
  }
  .alarm .icon {
    width: 30px;
    height: 30px;
  }
  .code {
    font:
      12px ui-monospace,
      Menlo,
      Consolas,
      monospace;
    color: color-mix(in srgb, currentColor 78%, transparent);
  }

  .badges {
    transition: opacity 0.2s;
  }
  .badge.live:is(button) {
    font-weight: 600;
    line-height: inherit;
  }
  .badge.live.off:is(button):hover {
    background: rgb(110 116 128 / 90%);
  }
  .latency {
    padding-inline-start: 6px;
    margin-inline-start: 2px;
    border-inline-start: 1px solid rgb(255 255 255 / 45%);
    font-weight: 500;
    letter-spacing: 0;
    text-transform: none;
    pointer-events: auto;
  }
  .notice {
    position: absolute;
    inset-block-start: 14%;
    inset-inline: 0;
    width: fit-content;
    max-width: calc(100% - 24px);
    margin: 0 auto;
    padding: 8px 18px;
    border-radius: 20px;
    background: rgb(8 10 14 / 78%);
    font-size: 16px;
    font-weight: 600;
    text-align: center;
    text-wrap: balance;
  }

  /* A double tap on it is ours, not the browser's way to zoom. */
  .barred video {
    touch-action: manipulation;
  }
  /* At rest there is only the picture. */
  .frame.resting {
    cursor: none;
  }
  .frame.resting :is(.controls, .badges) {
    opacity: 0;
  }
  .frame.resting :is(.controls, .badges),
  .frame.resting :is(.controls, .badges) * {
    pointer-events: none;
  }
  /* Before the first press there is only the button that starts. */
  .frame.idle .controls {
    visibility: hidden;
  }
  /* Captions stand above the bar while it is there. */
  video::-webkit-media-text-track-container {
    transition: transform 0.2s;
  }
  .frame.barred:not(.resting) video::-webkit-media-text-track-container {
    transform: translateY(-52px);
  }
  video::cue {
    background: rgb(8 10 14 / 78%);
    color: #fff;
  }

  @container (max-width: 440px) {
    .unmute {
      inset-block-start: 8px;
      inset-inline-end: 8px;
    }
    /* Below the badges, not over them. */
    .barred .unmute {
      inset-block-start: 40px;
    }
    .tuned {
      width: 34px;
      height: 34px;
    }
    .tuned .icon {
      width: 20px;
      height: 20px;
    }
    .code {
      display: none;
    }
    /* The bar covers the lower quarter. */
    .barred .over:not(.through) {
      padding-block-end: 46px;
      scroll-padding-block-end: 46px;
    }
    .alarm {
      width: 36px;
      height: 36px;
    }
    .alarm .icon {
      width: 22px;
      height: 22px;
    }
    .holding {
      padding: 6px 14px 6px 10px;
    }
  }
  @container (max-width: 340px) {
    /* Two lines of text and the bar are all that fits. */
    .barred .tuned {
      display: none;
    }
  }
  /* Between badges and bar is room for one sentence. */
  @container (max-height: 210px) {
    .holding .hint {
      display: none;
    }
  }
  @container (max-height: 150px) {
    .over > :is(.tuned, .alarm),
    .holding .spinner,
    .reconnecting .badges {
      display: none;
    }
    .barred:not(.idle) .over {
      padding: 4px 6px 44px;
      scroll-padding-block-end: 44px;
    }
    .start {
      width: clamp(36px, 100cqb - 30px, 56px);
    }
    .holding {
      padding: 2px 10px;
    }
    .notice {
      inset-block-start: 4px;
      padding: 2px 12px;
      font-size: 13px;
    }
    /* Its sign is enough beside the badges. */
    .barred .unmute {
      inset: 4px 4px auto auto;
      inset-inline: auto 4px;
      gap: 0;
      min-height: 30px;
      padding: 3px 5px;
    }
    .barred .unmute .word {
      width: 0;
      height: 0;
      overflow: hidden;
    }
    .badges {
      inset-inline-end: 40px;
    }
  }
  @container (max-height: 110px) {
    .barred:not(.idle) .over {
      padding: 2px 6px 40px;
    }
    .holding {
      padding: 2px 8px;
    }
    .holding .title {
      font-size: 12px;
    }
  }
  @container (max-width: 210px) {
    .latency,
    .holding .spinner {
      display: none;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .tuned::after {
      animation: none;
      transform: scale(1.25);
      opacity: 0.6;
    }
    .start:hover {
      transform: none;
    }
    video::-webkit-media-text-track-container {
      transition: none;
    }
  }
  @media (forced-colors: active) {
    .start,
    .holding,
    .notice,
    .alarm,
    .tuned {
      border: 1px solid;
    }
  }
`;
