/** What is said before there are figures. */
export const stats = {
  noTarget: 'No player or broadcast to measure on this page.',
  badTarget: (id: string): string => `There is no player or broadcast with this id: ${id}`,
  /** Nothing measured yet. */
  measuring: 'Measuring…',
};
