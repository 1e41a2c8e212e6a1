/** What `play()`, `paused` and the events of `<casto-player>` say at the end, while detached and without a channel. */
import { expect, waitUntil } from '@open-wc/testing';
import '../../components/casto-player.js';
import type { CastoPlayer } from '../../components/player/player-element.js';
import { CastoError } from '../../src/base/errors.js';
import { playing, watching } from './player-setup.js';
import { asInPages, record, useFakeEngine } from './setup.js';

/** The name or the code of what a promise of `play()` rejects with; `played` otherwise. */
const outcome = (promise: Promise<void>): Promise<string> =>
  promise.then(
    () => 'played',
    (error: DOMException | CastoError) => (error instanceof CastoError ? error.code : error.name),
  );

describe('<casto-player> when it is over', () => {
  const fake = useFakeEngine();

  it('is paused once the broadcast has ended, and says so in the order of HTML', async () => {
    const { player, viewing } = await playing(fake);
    const seen: string[] = [];
    for (const type of ['timeupdate', 'pause', 'ended', 'casto-statechange']) {
      player.addEventListener(type, () => {
        if (player.ended) seen.push(`${type}: ${player.paused ? 'paused' : 'runs'}`);
      });
    }
    expect(player.liveEdgeStart).to.be.a('number').and.not.NaN;
    viewing.losePicture();
    viewing.to('ended');
    expect(seen).to.deep.equal([
      'timeupdate: runs',
      'pause: paused',
      'casto-statechange: paused',
      'ended: paused',
    ]);
    expect(player.liveEdgeStart).to.be.NaN;
    expect(player.readyState).to.equal(HTMLMediaElement.HAVE_CURRENT_DATA);
    expect(player.matches(':state(paused)')).to.equal(true);
    expect(player.videoElement.paused).to.equal(true);
  });

  it('rejects play() when the broadcast ends before the picture', async () => {
    const { player, viewing } = await watching(fake);
    const waits = outcome(player.play());
    viewing.to('ended');
    expect(await waits).to.equal('AbortError');
    expect(player.paused).to.equal(true);
    expect(player.readyState).to.equal(HTMLMediaElement.HAVE_NOTHING);
  });

  it('watches anew by play() after the end', async () => {
    const { player, viewing } = await playing(fake);
    viewing.losePicture();
    viewing.to('ended');
    const waits = outcome(player.play());
    expect(player.paused).to.equal(false);
    expect(player.ended).to.equal(false);
    await waitUntil(() => fake.engine.viewings.length === 2, 'no second viewing');
    fake.engine.viewing.play();
    expect(await waits).to.equal('played');
  });

  it('runs on by itself when the broadcast comes back, unless it was paused', async () => {
    const { player, viewing } = await playing(fake);
    viewing.losePicture();
    viewing.to('ended');
    viewing.play();
    expect(player.paused).to.equal(false);
    await waitUntil(() => !player.videoElement.paused, 'it stands still');

    player.pause();
    viewing.losePicture();
    viewing.to('ended');
    viewing.play();
    expect(player.paused).to.equal(true);

    await player.play();
    viewing.losePicture();
    viewing.to('ended');
    player.pause();
    viewing.play();
    expect(player.paused, 'paused after the end').to.equal(true);
  });

  it('runs again by load() after the end', async () => {
    const { player, viewing } = await playing(fake);
    viewing.losePicture();
    viewing.to('ended');
    player.load();
    expect(player.paused).to.equal(false);
    await waitUntil(() => fake.engine.viewings.length === 2, 'no second viewing');
  });

  it('rejects play() with the error that stops it', async () => {
    const { player, viewing } = await watching(fake);
    const waits = outcome(player.play());
    viewing.fail(new CastoError('star-unreachable', 'no star answers'));
    expect(await waits).to.equal('star-unreachable');
  });

  it('rejects play() when the channel is taken away', async () => {
    const { player } = await watching(fake);
    const waits = outcome(player.play());
    player.channel = '';
    expect(await waits).to.equal('AbortError');
    expect(player.paused).to.equal(true);
  });

  it('rejects play() when the element is removed', async () => {
    asInPages();
    const { player } = await watching(fake);
    const waits = outcome(player.play());
    const told = record(player, 'pause');
    player.remove();
    expect(await waits).to.equal('AbortError');
    expect(player.paused).to.equal(true);
    expect(told).to.have.length(1);
    expect(player.readyState).to.equal(HTMLMediaElement.HAVE_NOTHING);
    expect(player.liveEdgeStart).to.be.NaN;
  });

  it('rejects play() of an element that comes into no document', async () => {
    const player: CastoPlayer = document.createElement('casto-player');
    player.channel = 'street';
    expect(await outcome(player.play())).to.equal('AbortError');
    expect(player.paused).to.equal(true);
    expect(fake.engine.viewings).to.have.length(0);
    // It is as new: the next one counts.
    const waits = outcome(player.play());
    document.body.append(player);
    await waitUntil(() => fake.engine.viewings.length === 1, 'not started');
    fake.engine.viewing.play();
    expect(await waits).to.equal('played');
    player.remove();
  });
});
