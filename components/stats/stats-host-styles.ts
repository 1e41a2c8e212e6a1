import { css } from 'lit';

/** The box, and what stands in it while there is nothing to show. */
export const hostStyles = css`
  :host {
    display: block;
    color: var(--_text);
    background: var(--_surface);
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    font-size: 13px;
    container-type: inline-size;
    /* Lines, and not buttons: lighter in the dark. */
    --_accent: var(--casto-accent, light-dark(#2563eb, #60a5fa));
    --_second: light-dark(#c2410c, #fb923c);
  }
  /* Laid over another element, and nothing for the pointer. */
  :host([mode='overlay']) {
    position: absolute;
    left: var(--_left, 0);
    top: var(--_top, 0);
    width: var(--_width, 100%);
    height: var(--_height, 100%);
    margin: 0;
    padding: 0;
    border: 0;
    overflow: hidden;
    background: none;
    border-radius: 0;
    color: #fff;
    color-scheme: dark;
    pointer-events: none;
    z-index: 1;
    --_accent: #60a5fa;
  }
  /* On the top layer, in full screen. */
  :host([mode='overlay']:popover-open) {
    position: fixed;
    inset: 0;
    width: 100%;
    height: 100%;
    max-width: none;
    max-height: none;
  }
  /* Inside, where no reset of the page comes. */
  .box {
    padding: 16px;
    container-type: inline-size;
  }
  @container (max-width: 200px) {
    .box {
      padding: 10px;
    }
  }
  .none {
    margin: 0;
    color: var(--_quiet);
  }
`;
