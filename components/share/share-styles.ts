import { css } from 'lit';

/** The panel takes the colours around it: `currentColor` over whatever ground its frame has. */
export const shareStyles = css`
  .share {
    --_share-line: color-mix(in srgb, currentColor 24%, transparent);
    display: flex;
    flex-direction: column;
    gap: 10px;
    min-width: 0;
    text-align: start;
  }
  .share p {
    margin: 0;
  }
  .share-tabs {
    display: flex;
    gap: 2px;
    border-block-end: 1px solid var(--_share-line);
  }
  .share-tabs button {
    flex: 1 1 auto;
    min-height: 34px;
    padding: 4px 10px;
    border-block-end: 2px solid transparent;
    margin-block-end: -1px;
    font-weight: 600;
    opacity: 0.8;
    white-space: nowrap;
  }
  .share-tabs button:hover {
    opacity: 1;
  }
  .share-tabs button[aria-selected='true'] {
    opacity: 1;
    border-color: currentColor;
  }
  .share-tabs button:focus-visible {
    outline-offset: -2px;
  }
  .share-page {
    display: flex;
    flex-direction: column;
    gap: 10px;
    min-width: 0;
  }
  .share-field {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 4px 8px;
    align-items: stretch;
  }
  .share-field label {
    grid-column: 1 / -1;
    font-size: 12px;
    font-weight: 600;
  }
  .share-field input,
  .share-field textarea {
    min-width: 0;
    width: 100%;
    min-height: 36px;
    padding: 7px 10px;
    border: 1px solid var(--_share-line);
    border-radius: 8px;
    background: color-mix(in srgb, currentColor 8%, transparent);
    color: inherit;
    font: inherit;
    font-size: 13px;
  }
  .share-field textarea {
    font-family: ui-monospace, 'Cascadia Mono', Menlo, Consolas, monospace;
    font-size: 12px;
    line-height: 1.35;
    resize: none;
    overflow-wrap: anywhere;
  }
  .share-copy,
  .share-with {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 6px;
    min-height: 36px;
    padding: 6px 12px;
    border-radius: 8px;
    background: color-mix(in srgb, currentColor 16%, transparent);
    font-weight: 600;
  }
  .share-copy {
    align-self: start;
  }
  .share-copy:hover,
  .share-with:hover {
    background: color-mix(in srgb, currentColor 26%, transparent);
  }
  .share-copy .icon,
  .share-with .icon {
    width: 18px;
    height: 18px;
  }
  .share-qr {
    display: flex;
    flex-direction: column;
    align-items: center;
    gap: 8px;
    text-align: center;
  }
  /* Black on white whatever the scheme: many readers do not see an inverted code. */
  .qr {
    display: block;
    width: min(100%, 220px);
    border-radius: 8px;
    forced-color-adjust: none;
  }
  @media (forced-colors: active) {
    .share-copy,
    .share-with {
      border: 1px solid;
    }
    .share-tabs button[aria-selected='true'] {
      border-color: Highlight;
    }
  }
`;
