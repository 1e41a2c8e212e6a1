/** A frame's way from the broadcaster's encoder through a relay to a viewer's decoder, with something done to it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Forwarder } from '../../../src/media/forwarding/forwarder.js';
import type { EncodedFrame, Kind } from '../../../src/media/frames/encoded-frames.js';
import { readTrailer, stripTrailer } from '../../../src/media/frames/frame-trailer.js';
import { type FrameTransform, PLAIN } from '../../../src/media/frames/frame-transform.js';
import type { FromWorker } from '../../../src/media/worker-client/worker-messages.js';
import { bytes, FakeClock, FakeFrame, Pipe, settled, values } from './media-helpers.js';

const xor = (frame: ArrayBuffer): ArrayBuffer => bytes(...values(frame).map((each) => each ^ 0xff));

class Counting implements FrameTransform {
  sealed = 0;
  opened = 0;
  constructor(
    private readonly change = (frame: ArrayBuffer): ArrayBuffer => frame,
    private readonly refused = (_sequence: number): boolean => false,
  ) {}

  seal(frame: ArrayBuffer): ArrayBuffer {
    this.sealed++;
    return this.change(frame);
  }
  open(
    frame: ArrayBuffer,
    { sequence }: NonNullable<ReturnType<typeof readTrailer>>,
  ): ArrayBuffer | null {
    this.opened++;
    return this.refused(sequence) ? null : this.change(frame);
  }
}

class Page {
  readonly told: FromWorker[] = [];
  readonly forwarder: Forwarder;

  constructor(transform?: FrameTransform) {
    this.forwarder = new Forwarder(
      (message) => this.told.push(message),
      new FakeClock(),
      transform,
    );
  }

  source(kind: Kind = 'video'): Pipe {
    const pipe = new Pipe();
    this.forwarder.addSource(kind, { ...pipe, options: null } as never);
    return pipe;
  }
  up(kind: Kind = 'video'): Pipe {
    const pipe = new Pipe();
    this.forwarder.addUp('up', kind, pipe);
    return pipe;
  }
  child(way: 'Forward' | 'Carry' = 'Forward', kind: Kind = 'video'): Pipe {
    const pipe = new Pipe();
    this.forwarder[`add${way}`]('child', kind, pipe);
    this.forwarder.serve('child', true);
    return pipe;
  }
}

const encoded = (count: number): FakeFrame[] =>
  Array.from(
    { length: count },
    (_, at) => new FakeFrame({ data: bytes(at, 1, 2), type: at === 0 ? 'key' : 'delta' }),
  );

const inside = (frames: readonly EncodedFrame[]): number[][] =>
  frames.map(({ data }) => values(stripTrailer(data)));

const PLAIN_BYTES = [0, 1, 2, 3].map((at) => [at, 1, 2]);
const SEALED_BYTES = PLAIN_BYTES.map((frame) => frame.map((each) => each ^ 0xff));

/** Source, relay and viewer; each hop gets copies of what the one before it wrote. */
async function tree(pages: { source: Page; relay: Page; viewer: Page }, kind: Kind = 'video') {
  const [source, first] = [pages.source.source(kind), pages.source.child('Forward', kind)];
  const [relay, second] = [pages.relay.up(kind), pages.relay.child('Forward', kind)];
  const viewer = pages.viewer.up(kind);
  const pass = async (frames: readonly EncodedFrame[], to: Pipe): Promise<void> => {
    to.deliver(...frames.map((frame) => new FakeFrame(frame as FakeFrame)));
    await settled();
  };
  await pass(encoded(4), source);
  await pass(first.written, relay);
  await pass(second.written, viewer);
  return { first, relay, second, viewer };
}

for (const kind of ['video', 'audio'] as const) {
  test(`${kind} is sealed once, passed on sealed, and opened before each decoder`, async () => {
    const counts = {
      source: new Counting(xor),
      relay: new Counting(xor),
      viewer: new Counting(xor),
    };
    const { source, relay, viewer } = counts;
    const ends = await tree(
      { source: new Page(source), relay: new Page(relay), viewer: new Page(viewer) },
      kind,
    );
    assert.deepEqual(inside(ends.first.written), SEALED_BYTES);
    assert.deepEqual(inside(ends.second.written), SEALED_BYTES);
    for (const decoder of [ends.relay, ends.viewer]) {
      assert.deepEqual(
        decoder.written.map(({ data }) => values(data)),
        PLAIN_BYTES,
      );
    }
    assert.deepEqual([source.sealed, relay.sealed, viewer.sealed], [4, 0, 0]);
    assert.deepEqual([source.opened, relay.opened, viewer.opened], [0, 4, 4]);
  });
}

test('what a relay cannot open it does not show, and passes on', async () => {
  const relay = new Page(new Counting(xor, (sequence) => sequence !== 1));
  const pages = { source: new Page(new Counting(xor)), relay, viewer: new Page(new Counting(xor)) };
  const ends = await tree(pages);
  assert.deepEqual(
    ends.relay.written.map(({ data }) => values(data)),
    [PLAIN_BYTES[1]],
  );
  assert.equal(relay.forwarder.stats().ups.up?.video?.unopened, 3);
  const logs = relay.told.filter(({ type }) => type === 'log');
  assert.deepEqual(logs, [{ type: 'log', message: 'drop: video cannot be opened on up' }]);
  assert.deepEqual(inside(ends.second.written), SEALED_BYTES);
  assert.equal(ends.viewer.written.length, 4);
  assert.equal(pages.viewer.forwarder.stats().ups.up?.video?.unopened, 0);
});

test('a carried frame is sealed as well', async () => {
  const page = new Page(new Counting(xor));
  const [source, child] = [page.source(), page.child('Carry')];
  child.deliver(...encoded(4));
  source.deliver(...encoded(4));
  await settled();
  assert.deepEqual(inside(child.written), SEALED_BYTES);
});

test('a recording gets what can be opened, opened', async () => {
  const page = new Page(new Counting(xor, (sequence) => sequence === 2));
  page.forwarder.feeds = true;
  page.source().deliver(...encoded(4));
  await settled();
  const fed = page.told.flatMap((message) => (message.type === 'fed' ? [message] : []));
  assert.deepEqual(
    fed.map(({ data }) => values(data)),
    PLAIN_BYTES.filter((_, at) => at !== 2),
  );
});

test('frames of a parent that encodes again are sealed for those below', async () => {
  const transform = new Counting(xor);
  const page = new Page(transform);
  const [up, child] = [page.up(), page.child()];
  up.deliver(...encoded(4));
  await settled();
  assert.deepEqual(inside(child.written), SEALED_BYTES);
  assert.ok(child.written.every(({ data }) => readTrailer(data)?.estimated));
  assert.deepEqual(
    up.written.map(({ data }) => values(data)),
    PLAIN_BYTES,
  );
});

test('without a transform nothing is copied', () => {
  const frame = bytes(1, 2, 3);
  assert.equal(PLAIN.seal(frame, {} as never, 'video'), frame);
  assert.equal(PLAIN.open(frame, {} as never, 'video'), frame);
});
