import { expect, waitUntil } from '@open-wc/testing';
import { CASTO, CastoError, capture, configure } from '../../src/index.js';
import { canvasStream } from './fake-engine.js';
import { stub, useFakeEngine } from './setup.js';

describe('CASTO, the SDK', () => {
  const fake = useFakeEngine();

  it('broadcasts the camera in two lines', async () => {
    const casto = new CASTO();
    const stream = await casto.start();
    expect(
      stream
        .getTracks()
        .map((track) => track.kind)
        .sort(),
    ).to.deep.equal(['audio', 'video']);
    expect(fake.engine.broadcast.options).to.deep.equal({});
    expect(fake.engine.broadcast.stream === stream).to.equal(true);
    expect(casto.channelId).to.equal(fake.engine.broadcast.channelId);
    expect((await casto.start()) === stream, 'a second start() is the same').to.equal(true);
    expect((await casto.getStats()) === fake.engine.broadcast.stats).to.equal(true);
    await casto.stop();
    await casto.stop();
    expect(stream.getTracks().every((track) => track.readyState === 'ended')).to.equal(true);
    expect(await casto.getStats()).to.equal(null);
  });

  it('takes the attributes as options, and any stream', async () => {
    const source = canvasStream();
    const casto = new CASTO({
      channel: 'show',
      label: 'Title',
      star: '/ip4/127.0.0.1/tcp/1/ws http://127.0.0.1:2',
      source: 'none',
      maxBitrate: 800,
      maxChildren: 2,
    });
    const refused = await casto.start().catch((error: CastoError) => error);
    expect(refused instanceof CastoError && refused.code).to.equal('device-missing');
    expect((await casto.start({ stream: source.stream })) === source.stream).to.equal(true);
    expect(fake.engine.broadcast.options).to.deep.equal({
      channel: 'show',
      label: 'Title',
      stars: ['/ip4/127.0.0.1/tcp/1/ws', 'http://127.0.0.1:2'],
      maxBitrate: 800,
      maxChildren: 2,
    });
    await casto.stop();
    expect(source.stream.active, 'a given stream runs on').to.equal(true);
    source.stop();
  });

  it('goes live again when the broadcast before is over, and goes on watching', async () => {
    const [first, second] = [canvasStream(), canvasStream()];
    const casto = new CASTO({ source: 'none' });
    const watching = casto.watch('other');
    await waitUntil(() => fake.engine.viewings.length === 1);
    fake.engine.viewing.play();
    await watching;
    await casto.start({ stream: first.stream });
    const dead = fake.engine.broadcast;
    dead.fail(new CastoError('channel-taken', 'another tab started first'));
    expect((await casto.start({ stream: second.stream })) === second.stream).to.equal(true);
    expect(fake.engine.broadcasts).to.have.length(2);
    expect(fake.engine.broadcast.state).to.equal('live');
    expect(dead.stopped).to.equal(true);

    // Another broadcast of the page takes the channel of one that is over.
    fake.engine.broadcast.fail(new CastoError('channel-taken', 'x'));
    const other = new CASTO({ source: 'none' });
    await other.start({ stream: first.stream });
    expect(fake.engine.broadcasts).to.have.length(3);
    expect(fake.engine.viewing.closed, 'what is watched goes on').to.equal(false);
    await Promise.all([casto.stop(), other.stop()]);
    for (const source of [first, second]) source.stop();
  });

  it('watches: resolves with the stream when media flows', async () => {
    const casto = new CASTO({ relay: 'off', maxUpload: 700, star: ['http://127.0.0.1:2'] });
    let resolved = false;
    const watching = casto.watch('show').then((stream) => {
      resolved = true;
      return stream;
    });
    await waitUntil(() => fake.engine.viewings.length === 1);
    const { viewing } = fake.engine;
    expect(viewing.options).to.deep.equal({
      channel: 'show',
      relay: 'off',
      maxUpload: 700,
      stars: ['http://127.0.0.1:2'],
    });
    viewing.to('waiting');
    await Promise.resolve();
    expect(resolved).to.equal(false);
    viewing.play();
    expect((await watching) === viewing.stream).to.equal(true);
    expect(casto.viewings).to.have.length(1);
    await casto.stop();
    expect(viewing.closed).to.equal(true);
    expect(casto.viewings).to.have.length(0);
  });

  it('rejects and closes when watching fails, is aborted or stopped', async () => {
    const casto = new CASTO();
    const outcome = (watching: Promise<MediaStream>): Promise<string> =>
      watching.then(
        () => 'playing',
        (error: CastoError) => error.code,
      );
    const failing = outcome(casto.watch('a'));
    await waitUntil(() => fake.engine.viewings.length === 1);
    fake.engine.viewing.fail(new CastoError('bad-channel', 'x'));
    expect(await failing).to.equal('bad-channel');

    const abort = new AbortController();
    const aborted = outcome(casto.watch('b', { signal: abort.signal }));
    await waitUntil(() => fake.engine.viewings.length === 2);
    abort.abort();
    expect(await aborted).to.equal('aborted');
    expect(await outcome(casto.watch('c', { signal: AbortSignal.abort() }))).to.equal('aborted');

    const stopped = outcome(casto.watch('d'));
    await waitUntil(() => fake.engine.viewings.length === 3);
    await casto.stop();
    expect(await stopped).to.equal('aborted');
    expect(fake.engine.open).to.equal(0);
  });

  it('gives the camera back when going live fails or is aborted', async () => {
    const source = canvasStream();
    const guard = stub(navigator.mediaDevices, 'getUserMedia', async () => source.stream);
    try {
      fake.engine.refuseBroadcast = new CastoError('star-unreachable', 'no answer');
      const casto = new CASTO();
      const error = await casto.start().catch((thrown: CastoError) => thrown);
      expect(error === fake.engine.refuseBroadcast).to.equal(true);
      expect(source.stream.active).to.equal(false);
      expect(fake.engine.broadcast.stopped).to.equal(true);
      const code = await casto
        .start({ signal: AbortSignal.abort() })
        .catch((thrown: CastoError) => thrown.code);
      expect(code).to.equal('aborted');
    } finally {
      guard.restore();
      source.stop();
    }
  });

  it('maps what capturing throws to codes, and honours the signal', async () => {
    const cases: [string, string][] = [
      ['NotAllowedError', 'permission-denied'],
      ['SecurityError', 'permission-denied'],
      ['NotFoundError', 'device-missing'],
      ['OverconstrainedError', 'device-missing'],
      ['NotReadableError', 'device-busy'],
      ['AbortError', 'device-busy'],
      ['TypeError', 'unsupported'],
      ['WeirdError', 'internal'],
    ];
    for (const [name, code] of cases) {
      const guard = stub(navigator.mediaDevices, 'getDisplayMedia', () =>
        Promise.reject(new DOMException('x', name)),
      );
      const error = await capture('screen').catch((thrown: CastoError) => thrown);
      guard.restore();
      expect(error instanceof CastoError && error.code, name).to.equal(code);
    }
    const none = stub(navigator, 'mediaDevices', undefined as unknown as MediaDevices);
    const error = await capture('camera').catch((thrown: CastoError) => thrown);
    none.restore();
    expect(error instanceof CastoError && error.code).to.equal('unsupported');
  });

  it('holds settings until the engine is there, then adds later ones', async () => {
    configure({ stars: ['http://127.0.0.1:3'] });
    const casto = new CASTO();
    const watching = casto.watch('x').catch(() => {});
    await waitUntil(() => fake.engine.configs.length > 0);
    expect(fake.engine.configs.at(-1)?.stars).to.deep.equal(['http://127.0.0.1:3']);
    configure({ ways: ['carry'] });
    await waitUntil(() => fake.engine.configs.length > 1);
    expect(fake.engine.configs.at(-1)).to.deep.equal({
      stars: ['http://127.0.0.1:3'],
      ways: ['carry'],
    });
    await waitUntil(() => fake.engine.viewings.length === 1);
    await casto.stop();
    await watching;
  });
});
