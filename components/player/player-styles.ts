import { css } from 'lit';

export const playerStyles = css`
  .poster {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    object-fit: var(--casto-object-fit, cover);
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
  .over.through {
    pointer-events: none;
  }
  .unmute {
    position: absolute;
    inset-block-start: 12px;
    inset-inline-end: 12px;
    /* Readable over a bright picture. */
    background: rgb(8 10 14 / 66%);
  }
  .unmute:hover {
    background: rgb(8 10 14 / 82%);
  }
  .controls {
    position: absolute;
    inset-inline: 0;
    inset-block-end: 0;
    display: flex;
    align-items: center;
    gap: 4px;
    padding: 36px 10px 8px;
    background: linear-gradient(to top, rgb(8 10 14 / 78%), transparent);
    transition: opacity 0.2s;
  }
  .controls button {
    display: grid;
    place-items: center;
    width: 40px;
    height: 40px;
    border-radius: 8px;
  }
  .controls button:hover {
    background: rgb(255 255 255 / 14%);
  }
  .controls .title {
    flex: 1;
    min-width: 0;
    padding-inline: 8px;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    font-weight: 500;
  }
  .controls input {
    width: 84px;
    height: 24px;
    accent-color: #fff;
    cursor: pointer;
  }
  .idle .controls,
  .idle .badges {
    opacity: 0;
  }
  .idle .controls {
    pointer-events: none;
  }
  .badges {
    transition: opacity 0.2s;
  }
  .idle {
    cursor: none;
  }
  /* Clicks that hit nothing of ours go to the picture: media-chrome looks for them there. */
  .stage {
    position: absolute;
    inset: 0;
    pointer-events: none;
  }
  .stage > .dim,
  .stage button,
  .stage .controls,
  .stage ::slotted(*) {
    pointer-events: auto;
  }
  @container (max-width: 440px) {
    .controls {
      padding: 28px 6px 4px;
    }
    .controls input {
      display: none;
    }
    .unmute {
      inset-block-start: 8px;
      inset-inline-end: 8px;
    }
  }
`;
