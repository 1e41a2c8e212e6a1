/** The share menu of player and broadcast: link, embed code, QR code. */
export const share = {
  share: 'Share',
};
