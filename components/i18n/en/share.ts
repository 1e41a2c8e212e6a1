/** The name of the share panel. */
export const share = {
  share: 'Share',
};
