import { css } from 'lit';

export const directoryStyles = css`
  :host {
    display: block;
    color: var(--_text);
  }
  ul {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 260px), 1fr));
    gap: 12px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .channel {
    display: grid;
    grid-template-columns: auto 1fr;
    align-items: center;
    gap: 4px 12px;
    width: 100%;
    min-height: 72px;
    padding: 14px 16px;
    text-align: start;
    text-decoration: none;
    color: inherit;
    background: var(--_surface);
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    transition:
      border-color 0.15s,
      transform 0.15s;
  }
  .channel:hover {
    border-color: var(--_accent);
  }
  .live {
    grid-row: span 2;
    display: grid;
    place-items: center;
    width: 40px;
    height: 40px;
    border-radius: 50%;
    background: color-mix(in srgb, var(--_live) 14%, transparent);
    color: var(--_live);
  }
  .title {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    font-size: 15px;
    font-weight: 600;
  }
  .about {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 12px;
    font-size: 12.5px;
    color: var(--_quiet);
    font-variant-numeric: tabular-nums;
  }
  .about span {
    display: inline-flex;
    align-items: center;
    gap: 4px;
  }
  .about .icon {
    width: 14px;
    height: 14px;
  }
  .empty {
    display: grid;
    justify-items: center;
    gap: 6px;
    padding: 32px 20px;
    text-align: center;
    color: var(--_quiet);
    border: 1px dashed var(--_line);
    border-radius: var(--_radius);
  }
  .empty p {
    margin: 0;
    max-width: 48ch;
  }
  .empty .what {
    color: var(--_text);
    font-weight: 600;
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      transition: none !important;
    }
  }
`;
