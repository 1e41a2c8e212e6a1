/** Arrow keys in a grid of cards whose columns the browser chooses; Tab goes through them as well. */

/** The card to go to from `current`, or null when the key means nothing here. */
export function gridGoal(
  cards: readonly HTMLElement[],
  current: HTMLElement,
  key: string,
  rightToLeft: boolean,
): HTMLElement | null {
  const at = cards.indexOf(current);
  if (at < 0) return null;
  const onward = rightToLeft ? 'ArrowLeft' : 'ArrowRight';
  const back = rightToLeft ? 'ArrowRight' : 'ArrowLeft';
  switch (key) {
    case onward:
      return cards[at + 1] ?? null;
    case back:
      return cards[at - 1] ?? null;
    case 'Home':
      return cards[0] ?? null;
    case 'End':
      return cards.at(-1) ?? null;
    case 'ArrowDown':
    case 'ArrowUp': {
      const here = current.getBoundingClientRect();
      const down = key === 'ArrowDown';
      // The nearest card of the same column; a last row that is shorter has its last card.
      const rows = down ? cards.slice(at + 1) : cards.slice(0, at).reverse();
      const beyond = rows.filter((card) => {
        const { top } = card.getBoundingClientRect();
        return down ? top > here.top + 1 : top < here.top - 1;
      });
      const nextTop = beyond[0]?.getBoundingClientRect().top;
      const row = beyond.filter((card) => card.getBoundingClientRect().top === nextTop);
      return (
        row.find((card) => Math.abs(card.getBoundingClientRect().left - here.left) < 2) ??
        (down ? row.at(-1) : row[0]) ??
        null
      );
    }
    default:
      return null;
  }
}
