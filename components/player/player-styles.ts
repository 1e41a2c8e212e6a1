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
  /* Clicks that hit nothing of ours go to the picture: we and media-chrome look for them there. */
  .stage {
    position: absolute;
    inset: 0;
    pointer-events: none;
  }
  .stage > .dim,
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
  }
  .unmute:hover {
    background: rgb(8 10 14 / 86%);
  }

  /* Waiting: on the air any moment. */
  .tuned {
    position: relative;
    display: grid;
    place-items: center;
    flex: none;
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
  }
  .holding {
    display: flex;
    align-items: center;
    gap: 12px;
    padding: 10px 18px 10px 14px;
    border-radius: 14px;
    background: rgb(8 10 14 / 78%);
    text-align: start;
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
    flex: none;
    width: 56px;
    height: 56px;
    border-radius: 50%;
    background: color-mix(in srgb, var(--_live) 28%, transparent);
    color: #ffd5dd;
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
    color: rgb(255 255 255 / 72%);
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
    border-radius: 999px;
    background: rgb(8 10 14 / 78%);
    font-size: 16px;
    font-weight: 600;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  /* A double tap on it is ours, not the browser's way to zoom. */
  .barred video {
    touch-action: manipulation;
  }
  /* At rest there is only the picture. */
  .frame.idle {
    cursor: none;
  }
  .frame.idle :is(.controls, .badges) {
    opacity: 0;
  }
  .frame.idle :is(.controls, .badges),
  .frame.idle :is(.controls, .badges) * {
    pointer-events: none;
  }
  /* Captions stand above the bar while it is there. */
  video::-webkit-media-text-track-container {
    transition: transform 0.2s;
  }
  .frame.barred:not(.idle) video::-webkit-media-text-track-container {
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
