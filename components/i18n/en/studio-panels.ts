/** What is said in the studio's panels, and where a permission is given; it comes with them. */
import { plurals } from '../plurals.js';

const plural = plurals('en');

/** What to press where, when camera or microphone were refused. */
const permissionHelp = {
  chrome:
    'Click the icon at the left end of the address bar, turn on Camera and Microphone, then try again.',
  edge: 'Click the lock at the left end of the address bar, allow camera and microphone, then try again.',
  firefox:
    'Click the crossed-out camera in the address bar, remove the block with its ×, then try again.',
  safari:
    'Open the Safari menu, Settings for This Website, allow camera and microphone, then reload.',
  ios: 'Tap the page menu beside the address, Website Settings, allow camera and microphone, then try again. If that is not enough: Settings app, Apps, Safari.',
  android:
    'Tap the icon left of the address, Permissions, allow camera and microphone, then try again.',
  other: 'Allow camera and microphone for this page in the browser’s settings, then try again.',
  screen: 'Pick a screen, window or tab in the browser’s question to share it.',
  embedded:
    'The page around this frame does not let it use the camera. Its author can add allow="camera; microphone; display-capture".',
};

export const studioPanels = {
  permissionHelp,
  close: 'Close',

  ready: 'Ready to go live',
  title: 'Title',
  titleHint: 'What viewers see it called',
  saySomething: 'Say something…',
  hearsYou: 'We hear you',
  youAreLive: 'You are live',
  microphoneOn: 'Microphone is on',
  cameraOn: 'Camera is on',
  firstViewer: 'Somebody is watching',
  goingLiveSoon: 'Going live in a moment',
  countDown: 'Count down before going live',
  countDownHint: 'Three seconds to look up.',
  endFor: (viewers: number): string =>
    plural(viewers, { one: 'End it for # viewer?', other: 'End it for # viewers?' }),
  thinLine: 'Your line carries less than this picture needs: viewers see fewer frames.',
  lowerTo: (size: string): string => `Send ${size}`,
  goOn: 'Stay live',
  end: 'End',
  lasted: (clock: string): string => `On air for ${clock}`,
  mostViewers: (viewers: number): string =>
    plural(viewers, { one: '# viewer at most', other: '# viewers at most' }),
  microphoneLevel: 'Microphone level',

  sources: {
    camera: 'Camera',
    screen: 'Screen',
    'screen-camera': 'Screen with camera',
    file: 'Video file…',
  },
  fromFile: (name: string): string => `Playing ${name}`,

  camera: 'Camera',
  microphone: 'Microphone',
  speaker: 'Speaker',
  systemDefault: 'System default',
  unnamed: (number: number): string => `Device ${number}`,
  noDevice: 'None found',
  testSpeaker: 'Test',
  sound: 'Sound',
  sounds: {
    voice: 'Voice: without echo and noise',
    music: 'Music: as it is, in stereo',
  },
  resolution: 'Resolution',
  lines: (lines: number): string => `${lines}p`,
  frameRate: 'Frame rate',
  perSecond: (frames: number): string => `${frames} fps`,
  bitrate: 'Upload at most',
  automatic: 'Automatic',
  insetCorner: 'Camera’s corner',
  corners: {
    'bottom-right': 'Bottom right',
    'bottom-left': 'Bottom left',
    'top-right': 'Top right',
    'top-left': 'Top left',
  },
  mirror: 'Mirror the preview',
  mirrorHint: 'Viewers never see it mirrored.',
  monitor: 'Hear the broadcast here',
  monitorHint: 'Use headphones, or it will echo.',
  given: (device: string, size: string, fps: string): string =>
    fps ? `${device} gives ${size} at ${fps}` : `${device} gives ${size}`,
  lessThanAsked: (asked: string): string => `You asked for ${asked}; this is the most it can do.`,
  sending: (size: string, fps: string): string => `Viewers get ${size} at ${fps}`,
  slowWhenHidden: 'Keep this tab in front: this browser slows it down when it is hidden.',
};
