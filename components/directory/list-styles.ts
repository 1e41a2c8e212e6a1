import { css } from 'lit';

/** Of the cards; they come with the list. */
export const listStyles = css`
  li {
    display: grid;
  }
  .channel {
    transition:
      border-color 0.15s,
      box-shadow 0.15s;
  }
  .channel:hover {
    border-color: var(--_accent-text);
    box-shadow: 0 4px 18px rgb(0 0 0 / 10%);
  }
  .channel:focus-visible {
    outline-color: var(--_accent-text);
  }
  .picture {
    position: relative;
    flex: none;
    width: 60px;
    height: 60px;
    border-radius: max(4px, var(--_radius) - 4px);
    overflow: hidden;
    background: var(--_line);
  }
  .picture img,
  .cover {
    display: block;
    width: 100%;
    height: 100%;
    object-fit: cover;
  }
  .words {
    flex: 1;
    min-width: 0;
    display: grid;
    gap: 4px;
  }
  .title {
    display: -webkit-box;
    -webkit-line-clamp: 2;
    -webkit-box-orient: vertical;
    overflow: hidden;
    font-size: 15px;
    font-weight: 600;
    line-height: 1.3;
    overflow-wrap: anywhere;
    /* A title in another direction than the page is read its own way, and stands where all stand. */
    text-align: -webkit-match-parent;
    text-align: match-parent;
  }
  .about {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 12px;
    font-size: 12.5px;
    color: var(--_quiet);
    font-variant-numeric: tabular-nums;
  }
  .about > * {
    display: inline-flex;
    min-width: 0;
    overflow-wrap: anywhere;
    align-items: center;
    gap: 4px;
  }
  .about .icon {
    width: 14px;
    height: 14px;
  }
  /* With pictures: above the words, in the shape of a screen. */
  .card.tall {
    flex-direction: column;
    align-items: stretch;
    gap: 0;
    padding: 0;
    overflow: hidden;
  }
  .tall .picture {
    width: 100%;
    height: auto;
    aspect-ratio: 16 / 9;
    border-radius: 0;
  }
  .live {
    position: absolute;
    inset-block-start: 8px;
    inset-inline-start: 8px;
    padding: 2px 8px;
    color: #fff;
    border-radius: 5px;
    background: var(--_live);
    font-size: 11.5px;
    font-weight: 600;
    letter-spacing: 0.04em;
    text-transform: uppercase;
  }
  .tall .words {
    padding: 12px 14px 14px;
    align-content: start;
  }
  @container (max-width: 170px) {
    .card:not(.tall) .picture {
      display: none;
    }
  }
  .stale {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 10px;
    margin-block-end: 12px;
  }
  .stale > .icon {
    width: 20px;
    height: 20px;
    color: light-dark(#b45309, #fbbf24);
  }
  .stale p {
    flex: 1 1 180px;
    margin: 0;
  }
  .stale .action {
    margin: 0;
  }
  @media (prefers-reduced-motion: reduce) {
    .channel {
      transition: none;
    }
  }
  @media (forced-colors: active) {
    .channel:hover {
      border-color: Highlight;
    }
    .live {
      border: 1px solid;
    }
  }
`;
