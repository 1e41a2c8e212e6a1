/** What the gallery shows: for each element, its states. */

const ERRORS = [
  'no-star',
  'star-unreachable',
  'star-invalid',
  'bad-channel',
  'codec-unsupported',
  'no-parent',
  'unsupported',
  'protocol',
  'internal',
];
const SOURCE_ERRORS = ['permission-denied', 'device-missing', 'device-busy', 'channel-taken'];

const whenPlaying = (player, then) => {
  player.addEventListener('playing', then, { once: true });
};

/** The browser's own “Stop sharing”, once this is on air. */
const stopSharing = (element) =>
  element.addEventListener('casto-statechange', ({ detail }) => {
    if (detail.to !== 'live') return;
    const [screen] = element.srcObject.getVideoTracks();
    screen.stop();
    screen.dispatchEvent(new Event('ended'));
  });
const onceLive = (element, then) =>
  element.addEventListener('casto-statechange', ({ detail }) => detail.to === 'live' && then());
const press = (element, part) =>
  setTimeout(() => element.shadowRoot.querySelector(`[part~="${part}"]`)?.click(), 500);
const turnCameraOff = (element) => {
  element.cameraMuted = true;
};

/** Once the field is there. */
const search = (directory, words) => {
  const field = directory.shadowRoot.querySelector('[part=search]');
  if (!field) return setTimeout(() => search(directory, words), 100);
  field.value = words;
  field.dispatchEvent(new InputEvent('input'));
};

/** `attributes` of the element, `after` what a person would have done. A page is live once on a channel. */
export const states = {
  player: [
    { name: 'idle, with a poster', attributes: { channel: 'playing', poster: '$still' } },
    { name: 'idle', attributes: { channel: 'playing' } },
    { name: 'connecting', attributes: { channel: 'connecting', autoplay: '' } },
    {
      name: 'connecting, over a poster',
      attributes: { channel: 'connecting', autoplay: '', poster: '$bright' },
    },
    { name: 'waiting', attributes: { channel: 'waiting', autoplay: '' } },
    { name: 'playing', attributes: { channel: 'playing', autoplay: '', muted: '' } },
    {
      name: 'playing, with nobody at the pointer',
      alone: true,
      attributes: { channel: 'playing', autoplay: '', muted: '' },
    },
    {
      name: 'playing, over a bright picture',
      attributes: { channel: 'bright', autoplay: '', muted: '' },
    },
    {
      name: 'paused',
      attributes: { channel: 'playing', autoplay: '', muted: '' },
      after: (player) => whenPlaying(player, () => player.pause()),
    },
    {
      name: 'muted by the browser',
      attributes: { channel: 'playing', autoplay: '' },
      before(player) {
        // What a browser does with sound that nobody has asked for.
        const video = player.videoElement;
        const play = video.play.bind(video);
        video.play = () =>
          video.muted ? play() : Promise.reject(new DOMException('refused', 'NotAllowedError'));
      },
    },
    { name: 'reconnecting', attributes: { channel: 'reconnecting', autoplay: '', muted: '' } },
    { name: 'ended', attributes: { channel: 'ended', autoplay: '', muted: '' } },
    {
      name: 'reconnecting, over a bright picture',
      attributes: { channel: 'reconnecting:bright', autoplay: '', muted: '' },
    },
    {
      name: 'ended, over a bright picture',
      attributes: { channel: 'ended:bright', autoplay: '', muted: '' },
    },
    {
      name: 'between two parents',
      attributes: { channel: 'between', autoplay: '', muted: '' },
    },
    {
      name: 'reconnecting, 280 px',
      narrow: true,
      attributes: { channel: 'reconnecting', autoplay: '', muted: '' },
    },
    {
      name: 'playing, without controls',
      attributes: { channel: 'playing', autoplay: '', muted: '', controls: null },
    },
    {
      name: 'playing, 280 px',
      narrow: true,
      attributes: { channel: 'playing', autoplay: '', muted: '' },
    },
    { name: 'waiting, 280 px', narrow: true, attributes: { channel: 'waiting', autoplay: '' } },
    {
      name: 'error, 280 px',
      narrow: true,
      attributes: { channel: 'error:star-unreachable', autoplay: '' },
    },
    {
      name: 'playing, wide',
      wide: true,
      attributes: { channel: 'playing', autoplay: '', muted: '' },
    },
    ...ERRORS.map((code) => ({
      name: `error: ${code}`,
      attributes: { channel: `error:${code}`, autoplay: '' },
    })),
  ],
  broadcast: [
    { name: 'idle', attributes: {} },
    { name: 'idle, screen', attributes: { source: 'screen' } },
    {
      name: 'green room',
      attributes: { channel: 'preview', label: 'Harbour at dusk' },
      after: (element) => element.openPreview().catch(() => {}),
    },
    {
      name: 'counting down',
      attributes: { channel: 'counts', countdown: '10' },
      after: (element) =>
        element.openPreview().then(
          () => press(element, 'start-button'),
          () => {},
        ),
    },
    {
      name: 'asks before the end',
      attributes: { channel: 'live:11' },
      start: true,
      after: (element) => onceLive(element, () => press(element, 'stop-button')),
    },
    { name: 'requesting', attributes: { channel: 'asks' }, camera: 'asks', start: true },
    { name: 'connecting', attributes: { channel: 'connecting' }, start: true },
    { name: 'live', attributes: { channel: 'live', label: 'Harbour at dusk' }, start: true },
    {
      name: 'live, without controls',
      attributes: { channel: 'live:2', controls: null },
      start: true,
    },
    {
      name: 'live, without a microphone',
      attributes: { channel: 'live:mute' },
      camera: 'no microphone',
      start: true,
    },
    {
      name: 'live, without a camera',
      attributes: { channel: 'live:sound' },
      camera: 'no camera',
      start: true,
    },
    {
      name: 'live, camera off',
      attributes: { channel: 'live:6' },
      before: turnCameraOff,
      start: true,
    },
    {
      name: 'live, camera off, then the screen',
      attributes: { channel: 'live:7', source: 'screen' },
      before: turnCameraOff,
      start: true,
    },
    {
      name: 'live, the share was stopped',
      attributes: { channel: 'live:8', source: 'screen' },
      start: true,
      after: stopSharing,
    },
    {
      name: 'live, the share was stopped, 280 px',
      narrow: true,
      attributes: { channel: 'live:9', source: 'screen' },
      start: true,
      after: stopSharing,
    },
    {
      name: 'live, without a microphone, 280 px',
      narrow: true,
      attributes: { channel: 'live:deaf' },
      camera: 'no microphone',
      start: true,
    },
    {
      name: 'error: device-missing, 280 px',
      narrow: true,
      attributes: { channel: 'error:device-missing' },
      start: true,
    },
    { name: 'live, with trouble', attributes: { channel: 'trouble:device-missing' }, start: true },
    {
      name: 'live, the line carries less',
      attributes: { channel: 'live:thin', label: 'Harbour at dusk' },
      start: true,
    },
    {
      name: 'live, the line carries less, 280 px',
      narrow: true,
      attributes: { channel: 'thin', label: 'Harbour at dusk' },
      start: true,
    },
    { name: 'reconnecting', attributes: { channel: 'reconnecting' }, start: true },
    {
      name: 'ended',
      attributes: { channel: 'live:3' },
      start: true,
      after: (element) =>
        element.addEventListener('casto-statechange', ({ detail }) => {
          if (detail.to === 'live') element.stop();
        }),
    },
    {
      name: 'live, 280 px',
      narrow: true,
      attributes: { channel: 'live:4', label: 'Harbour at dusk' },
      start: true,
    },
    { name: 'idle, 280 px', narrow: true, attributes: {} },
    {
      name: 'live, wide',
      wide: true,
      attributes: { channel: 'live:5', label: 'Harbour at dusk' },
      start: true,
    },
    {
      name: 'error: permission-denied, by the browser',
      attributes: { channel: 'refused' },
      camera: 'refuses',
      start: true,
    },
    ...SOURCE_ERRORS.map((code) => ({
      name: `error: ${code}`,
      attributes: { channel: `error:${code}` },
      start: true,
    })),
  ],
  stats: [
    { name: 'nothing to measure', attributes: { for: 'nobody' } },
    { name: 'a relay', wide: true, of: 'playing' },
    { name: 'a viewer that feeds nobody', of: 'alone:leaf' },
    { name: 'the broadcaster', of: 'playing:broadcaster' },
    { name: 'deep down, with a crowd', of: 'playing:crowd' },
    { name: 'laid over a player', attributes: { mode: 'overlay' }, of: 'playing', seen: true },
  ],
  directory: [
    { name: 'loading', attributes: { star: 'silent' } },
    { name: 'empty', attributes: { star: 'empty' } },
    { name: 'no star named', attributes: { star: 'nameless' } },
    { name: 'no star answers', attributes: { star: 'broken' } },
    { name: 'one channel', attributes: { star: 'one' } },
    { name: 'an old list', wide: true, attributes: { star: 'old' } },
    {
      name: 'a list whose order changes, and holds still under the pointer and the focus',
      wide: true,
      attributes: { star: 'restless' },
    },
    { name: 'many channels', wide: true, attributes: { star: 'many' } },
    {
      name: 'many channels, searched',
      attributes: { star: 'many' },
      after: (directory) => search(directory, 'cafe'),
    },
    {
      name: 'many channels, nothing found',
      attributes: { star: 'many' },
      after: (directory) => search(directory, 'Zzz'),
    },
    { name: 'a list of links', wide: true, attributes: { star: 'list', href: '#{channel}' } },
    {
      name: 'with pictures',
      wide: true,
      attributes: { star: 'list', href: '#{channel}', thumbnail: 'gallery/thumb.svg?{channel}' },
    },
    {
      name: 'with a picture that does not come',
      attributes: { star: 'one', thumbnail: 'gallery/none/{channel}.jpg' },
    },
  ],
};
