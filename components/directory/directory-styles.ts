import { css } from 'lit';

export const directoryStyles = css`
  :host {
    display: block;
    color: var(--_text);
  }
  .root {
    container-type: inline-size;
  }
  .grid {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 280px), 1fr));
    gap: 12px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .card {
    display: flex;
    align-items: center;
    gap: 14px;
    width: 100%;
    min-width: 0;
    min-height: 84px;
    padding: 12px;
    text-align: start;
    text-decoration: none;
    color: inherit;
    background: var(--_surface);
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
  }

  .loading .what {
    margin: 0 0 12px;
    color: var(--_quiet);
  }
  .ghost {
    display: grid;
    grid-template-columns: 60px 1fr;
    align-content: center;
    gap: 8px 14px;
  }
  .ghost span {
    height: 12px;
    border-radius: 6px;
    background: var(--_line);
    animation: wait 1.6s ease-in-out infinite alternate;
  }
  .ghost span:first-child {
    grid-row: span 2;
    height: 60px;
  }
  .ghost span:last-child {
    width: 60%;
  }
  .ghost:nth-child(2) span {
    animation-delay: -0.4s;
  }
  .ghost:nth-child(3) span {
    animation-delay: -0.8s;
  }
  @keyframes wait {
    to {
      opacity: 0.45;
    }
  }

  .empty {
    display: grid;
    justify-items: center;
    gap: 8px;
    padding: 32px 20px;
    text-align: center;
    color: var(--_quiet);
    border: 1px dashed color-mix(in srgb, var(--_control-line) 55%, transparent);
    border-radius: var(--_radius);
  }
  .empty > .icon {
    width: 34px;
    height: 34px;
    opacity: 0.75;
  }
  .empty.failed {
    border-style: solid;
  }
  .empty.failed > .icon {
    color: light-dark(#b45309, #fbbf24);
    opacity: 1;
  }
  .empty p {
    margin: 0;
    max-width: 48ch;
    text-wrap: balance;
  }
  .empty .what {
    margin-block-end: 2px;
    color: var(--_text);
    font-size: 15px;
    font-weight: 600;
  }
  .action {
    display: inline-flex;
    align-items: center;
    gap: 8px;
    min-height: 36px;
    margin-block-start: 6px;
    padding: 6px 14px;
    font-weight: 600;
    color: var(--_text);
    border: 1px solid var(--_control-line);
    border-radius: 999px;
  }
  .action:hover {
    background: rgb(128 136 150 / 16%);
  }
  .action .icon {
    width: 18px;
    height: 18px;
  }
  @media (prefers-reduced-motion: reduce) {
    .ghost span {
      animation: none;
    }
  }
`;
