/** What is said in the player's panels alone; it comes with them. */
import { plurals } from '../plurals.js';

const plural = plurals('en');

/** What each key does, in the help panel. */
const shortcuts = {
  playPause: 'Pause, or return to live',
  live: 'Return to live',
  mute: 'Sound off or on',
  louder: 'Louder',
  quieter: 'Quieter',
  captions: 'Captions off or on',
  fullscreen: 'Full screen',
  pictureInPicture: 'Picture in picture',
  share: 'Share',
  help: 'This list',
  close: 'Close what is open',
};

/** How a stream travels from one page to the next. */
const ways = {
  source: 'from the source',
  forward: 'passed on untouched',
  carry: 'passed on untouched',
  transcode: 'encoded anew',
};

export const playerPanels = {
  close: 'Close',
  helpHint: 'They work while the player has the focus.',
  shortcuts,
  consent: 'Pass the stream on',
  consentHint: 'Viewers give each other the stream. Off: you only receive.',
  /** The line to this page. */
  line: 'Your line',
  lineCarries: {
    good: 'You get the whole picture.',
    fewer: 'Some frames are left out.',
    small: 'You get a smaller picture.',
  },
  lineLimits: {
    link: 'Your connection carries no more at the moment.',
    upload: 'The page that feeds you can give no more at the moment.',
  },
  from: 'You get it from',
  fromNobody: 'Nobody yet',
  fromSource: 'the broadcaster',
  to: (count: number): string =>
    plural(count, { one: 'You give it to # viewer', other: 'You give it to # viewers' }),
  toNobody: 'Nobody gets it from you right now.',
  hops: (count: number): string =>
    plural(count, {
      one: '# step from the broadcaster',
      other: '# steps from the broadcaster',
    }),
  given: 'Given so far',
  ways,
};
