/** Text of a drawing that keeps to its room: SVG neither wraps nor cuts what is too long. */
import { noChange } from 'lit';
import { Directive, directive, type ElementPart } from 'lit/directive.js';

/** Width in units of the drawing; null while it is not shown, when there is nothing to measure. */
function widthOf(text: SVGTextContentElement): number | null {
  try {
    return text.getComputedTextLength() || null;
  } catch {
    // Firefox throws for what is not rendered.
    return null;
  }
}

/** Without `cut` characters: an id, which begins with dots, keeps its end, and a word its beginning. */
function shortened(text: string, cut: number): string {
  const letters = [...text];
  if (letters[0] !== '…') return `${letters.slice(0, -cut).join('').trimEnd()}…`;
  return `…\u2060${letters
    .filter((letter) => !/[…\u2060]/u.test(letter))
    .slice(cut)
    .join('')}`;
}

/** Cuts until it fits as the page's own font draws it: how wide that is can only be measured. */
function fit(element: SVGTextContentElement, text: string, room: number): void {
  for (let cut = 1; cut < text.length && (widthOf(element) ?? 0) > room; cut++) {
    element.textContent = shortened(text, cut);
  }
}

class FitText extends Directive {
  override render(_text: string, _room: number): unknown {
    return noChange;
  }

  override update({ element }: ElementPart, [text, room]: [string, number]): unknown {
    const target = element as unknown as SVGTextContentElement;
    target.textContent = text;
    // lit puts a new element into the document after this; what is cut then was not painted yet.
    queueMicrotask(() => fit(target, text, room));
    return noChange;
  }
}

/** On a `<text>`: shows `text`, cut to `room` units of the drawing. */
export const fitText = directive(FitText);
