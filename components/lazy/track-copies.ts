/** Captions that stand in a page, fetched with the first `<track>` in a player. */
export { TrackCopies } from '../player/track-copies.js';
