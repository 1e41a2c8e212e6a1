/** Entry of the forwarding worker. Bundled into one script; see scripts/inline-worker.mjs. */
import { Forwarder } from './media/forwarding/forwarder.js';
import type { ScriptTransformer } from './media/frames/encoded-frames.js';
import { turnFrames } from './media/frames/frame-rotator.js';
import { PLAIN } from './media/frames/frame-transform.js';
import type { FromWorker, ToWorker, TransformRole } from './media/worker-client/worker-messages.js';
import type { FromComposer, ToComposer } from './studio/compose/composer.js';
import { ComposeStage } from './studio/compose/worker-stage.js';

const POLL_MS = 25;

interface WorkerScope {
  postMessage(message: FromWorker | FromComposer): void;
  onmessage: ((event: { data: ToWorker | ToComposer }) => void) | null;
  onrtctransform: ((event: { transformer: ScriptTransformer }) => void) | null;
}
const scope = globalThis as unknown as WorkerScope;

const forwarder = new Forwarder(
  (message) => scope.postMessage(message),
  {
    now: () => performance.now(),
    timeOrigin: performance.timeOrigin,
    random: Math.random,
  },
  PLAIN,
);

const stage = new ComposeStage((message) => scope.postMessage(message));

const timers = new Map<number, ReturnType<typeof setTimeout>>();

// Worker timers are not throttled in a hidden tab, so a relay keeps its promises there.
setInterval(() => forwarder.poll(), POLL_MS);

scope.onrtctransform = ({ transformer }) => {
  const role = transformer.options as TransformRole;
  if (role.role === 'source')
    forwarder.addSource(role.kind, transformer, role.encoding, role.codec);
  else if (role.role === 'up') forwarder.addUp(role.link, role.kind, transformer);
  else if (role.role === 'pace')
    void transformer.readable.pipeTo(new WritableStream()).catch(() => {});
  else forwarder.addCarry(role.link, role.kind, transformer);
};

scope.onmessage = ({ data }) => {
  switch (data.type) {
    case 'compose-start':
    case 'compose-layer':
    case 'compose-layout':
      stage.handle(data);
      break;
    case 'forward':
      forwarder.addForward(data.link, data.kind, data.streams);
      break;
    case 'serve':
      forwarder.serve(data.link, data.on, data.peer);
      break;
    case 'steps':
      forwarder.limitSteps(data.link, data.max);
      break;
    case 'report':
      forwarder.reported(data.link, data.data);
      break;
    case 'packets':
      forwarder.lines.packets(data.link, data.sent, data.lost);
      break;
    case 'encode':
      forwarder.encode(data.link, data.wanted);
      break;
    case 'both':
      forwarder.expectBoth(data.on);
      break;
    case 'upload':
      forwarder.limitUpload(data.bps);
      break;
    case 'watch':
      forwarder.watch(data.link, data.depth, data.rttMs);
      break;
    case 'expect':
      forwarder.expect(data.link);
      break;
    case 'came':
      forwarder.came(data.link, data.kind);
      break;
    case 'alive':
      forwarder.alive(data.link, data.picture);
      break;
    case 'picture':
      forwarder.expectPicture(data.on);
      break;
    case 'close':
      forwarder.close(data.link);
      break;
    case 'keyframe':
      if (data.child) {
        const { link, viewers } = data.child;
        forwarder.keyFrameAsked(data.encoding ?? 'full', link, viewers);
      } else forwarder.needKeyFrame(data.encoding);
      break;
    case 'feed':
      forwarder.feeds = data.on;
      break;
    case 'upright':
      void turnFrames(data.readable, data.writable);
      break;
    case 'timer':
      timers.set(
        data.id,
        setTimeout(() => {
          timers.delete(data.id);
          scope.postMessage({ type: 'timer', id: data.id });
        }, data.ms),
      );
      break;
    case 'cancel-timer':
      clearTimeout(timers.get(data.id));
      timers.delete(data.id);
      break;
    case 'stats':
      scope.postMessage({ type: 'stats', id: data.id, stats: forwarder.stats() });
      break;
    case 'captured': {
      const found = forwarder.captured(data.link, data.rtpTimestamp);
      scope.postMessage({
        type: 'captured',
        id: data.id,
        captureMs: found?.captureMs ?? null,
        estimated: found?.estimated ?? false,
      });
      break;
    }
  }
};
