/** Where the pictures of a composition go. Pure geometry, in pixels of the output. */

export interface Size {
  width: number;
  height: number;
}

export interface Box extends Size {
  x: number;
  y: number;
}

export const CORNERS = ['bottom-right', 'bottom-left', 'top-right', 'top-left'] as const;
/** Of the picture, not of the page: viewers see the same whatever their writing direction. */
export type Corner = (typeof CORNERS)[number];

export interface ComposeLayout {
  corner: Corner;
  /** Width of the inset as a part of the output's. */
  insetScale: number;
}

/** Space between the inset and the edges, as a part of the output's shorter side. */
const MARGIN = 0.03;

const even = (value: number): number => Math.max(2, Math.round(value / 2) * 2);

/** The largest size of this shape within `most`; never enlarged; even, as encoders want it. */
export function outputSize(picture: Size, most: Size): Size {
  const scale = Math.min(1, most.width / picture.width, most.height / picture.height);
  return { width: even(picture.width * scale), height: even(picture.height * scale) };
}

/** The whole picture, as large as it fits, in the middle. */
export function containBox(picture: Size, output: Size): Box {
  const scale = Math.min(output.width / picture.width, output.height / picture.height);
  const width = picture.width * scale;
  const height = picture.height * scale;
  return { x: (output.width - width) / 2, y: (output.height - height) / 2, width, height };
}

/** The small picture in its corner. A tall one (a phone's camera) is bounded by its height. */
export function insetBox(picture: Size, output: Size, layout: ComposeLayout): Box {
  const shape = picture.width / picture.height;
  let width = output.width * layout.insetScale;
  let height = width / shape;
  const highest = output.height * Math.min(0.9, layout.insetScale * 1.5);
  if (height > highest) {
    height = highest;
    width = height * shape;
  }
  const margin = Math.min(output.width, output.height) * MARGIN;
  const right = layout.corner.endsWith('right');
  const bottom = layout.corner.startsWith('bottom');
  return {
    x: right ? output.width - width - margin : margin,
    y: bottom ? output.height - height - margin : margin,
    width,
    height,
  };
}
