import { css } from 'lit';

/** Of the search, the order and the end of the list. */
export const manyStyles = css`
  .tools {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
    margin-block-end: 14px;
  }
  .field {
    position: relative;
    flex: 1 1 220px;
    min-width: 0;
    max-width: 440px;
  }
  .field > .icon {
    position: absolute;
    inset-block: 0;
    inset-inline-start: 11px;
    width: 18px;
    height: 100%;
    color: var(--_quiet);
    pointer-events: none;
  }
  .tools :is(input, select) {
    min-width: 0;
    min-height: 40px;
    padding: 6px 12px;
    font: inherit;
    color: var(--_text);
    text-overflow: ellipsis;
    background: var(--_surface);
    border: 1px solid var(--_control-line);
    border-radius: min(10px, var(--_radius));
  }
  .tools :is(input, select, button):focus-visible,
  .more button:focus-visible {
    outline-color: var(--_accent-text);
  }
  .tools input {
    display: block;
    width: 100%;
    padding-inline: 37px;
    appearance: none;
  }
  .tools select {
    flex: 0 1 auto;
    max-width: 100%;
    padding-inline-end: 8px;
    cursor: pointer;
  }
  .tools input::placeholder {
    color: var(--_quiet);
    opacity: 1;
  }
  /* Our own is there in every browser. */
  .tools input::-webkit-search-cancel-button {
    display: none;
  }
  .field button {
    position: absolute;
    inset-block: 0;
    inset-inline-end: 0;
    display: grid;
    place-items: center;
    width: 37px;
    border-radius: min(10px, var(--_radius));
    color: var(--_quiet);
  }
  .field button:hover {
    color: var(--_text);
  }
  .field button .icon {
    width: 20px;
    height: 20px;
  }
  .count {
    margin: 0;
    font-size: 12.5px;
    color: var(--_quiet);
    font-variant-numeric: tabular-nums;
  }
  .tools .count {
    margin-inline: auto 2px;
  }
  /* Somebody's words, of any length. */
  .empty p {
    overflow-wrap: anywhere;
  }
  .more {
    display: grid;
    justify-items: center;
    gap: 6px;
    margin-block-start: 14px;
    text-align: center;
  }
  .more button {
    margin: 0;
  }
  /* A phone's browser zooms into a field with smaller letters, and stays there. */
  @media (pointer: coarse) {
    .tools :is(input, select) {
      min-height: 44px;
      font-size: 16px;
    }
  }
  @container (max-width: 340px) {
    .tools :is(.field, select) {
      flex: 1 1 100%;
      max-width: none;
    }
    .tools .count {
      margin-inline: 2px;
    }
  }
  @container (max-width: 170px) {
    .field > .icon {
      display: none;
    }
    .tools input {
      padding-inline-start: 12px;
    }
    .empty {
      padding-inline: 8px;
    }
  }
  @media (forced-colors: active) {
    .field > .icon {
      color: FieldText;
    }
  }
`;
