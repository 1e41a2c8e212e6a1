/** What wrappers of a `<video>` look for on `<casto-player>` itself. */
import { expect, html, waitUntil } from '@open-wc/testing';
import '../../components/casto-player.js';
import { CastoPlayer } from '../../components/player/player-element.js';
import { playing } from './player-setup.js';
import { has, stub, useFakeEngine } from './setup.js';

describe('<casto-player> as a <video>', () => {
  const fake = useFakeEngine();

  it('answers every name of a <video>', async () => {
    const { player } = await playing(fake);
    const names = [HTMLMediaElement, HTMLVideoElement].flatMap(({ prototype }) =>
      Object.getOwnPropertyNames(prototype).filter(
        (name) => !/^(on|webkit|constructor$)/.test(name),
      ),
    );
    // Keys of encrypted media, playing elsewhere than here, and what only loading of files has a use for.
    const left = ['mediaKeys', 'setMediaKeys', 'remote', 'loading'];
    expect(names.filter((name) => !(name in player) && !left.includes(name))).to.deep.equal([]);
    for (const name of names.filter((each) => /^[A-Z_]+$/.test(each))) {
      const value = HTMLMediaElement[name as 'HAVE_METADATA'];
      expect([player[name as 'HAVE_METADATA'], Reflect.get(CastoPlayer, name)], name).to.deep.equal(
        [value, value],
      );
    }
  });

  it('gives its picture by captureStream() and its frames by requestVideoFrameCallback()', async () => {
    const { player } = await playing(fake);
    const copy = player.captureStream!();
    await waitUntil(() => copy.getVideoTracks().length === 1, 'no picture');
    const height = await new Promise<number>((resolve) => {
      player.requestVideoFrameCallback!((_now, frame) => resolve(frame.height));
    });
    expect(height).to.equal(180);
    let called = false;
    const id = player.requestVideoFrameCallback!(() => {
      called = true;
    });
    player.cancelVideoFrameCallback!(id);
    await new Promise((resolve) => player.requestVideoFrameCallback!(resolve));
    expect(called).to.equal(false);
    for (const track of copy.getTracks()) track.stop();
  });

  it('says that it has none of them where the browser has none', async () => {
    const { player } = await playing(fake);
    const own = ['captureStream', 'requestVideoFrameCallback', 'cancelVideoFrameCallback'] as const;
    const guards = own.map((name) => stub(player.videoElement, name as 'play', undefined as never));
    for (const name of own) expect(player[name], name).to.equal(undefined);
    for (const guard of guards) guard.restore();
  });

  it('reflects playsInline, width and height', async () => {
    const { player } = await playing(
      fake,
      html`<casto-player channel="x" autoplay muted width="640px" height="-3"></casto-player>`,
    );
    expect([player.width, player.height]).to.deep.equal([640, 0]);
    player.width = 320;
    player.height = 180;
    player.playsInline = true;
    expect(player.playsinline).to.equal(true);
    await player.updateComplete;
    expect(player.getAttribute('width')).to.equal('320');
    expect(player.getAttribute('height')).to.equal('180');
    expect(player.hasAttribute('playsinline')).to.equal(true);
    player.removeAttribute('playsinline');
    expect(player.playsInline).to.equal(false);
  });

  it('has no picture-in-picture when that is disabled, by attribute and by property', async () => {
    const { player } = await playing(
      fake,
      html`<casto-player channel="x" autoplay muted controls disablepictureinpicture></casto-player>`,
    );
    expect(player.disablePictureInPicture).to.equal(true);
    expect(has(player, 'pip-button')).to.equal(false);
    const name = await player.requestPictureInPicture().catch((error: Error) => error.name);
    expect(name).to.equal('InvalidStateError');
    player.disablePictureInPicture = false;
    await player.updateComplete;
    expect(player.hasAttribute('disablepictureinpicture')).to.equal(false);
    expect(has(player, 'pip-button')).to.equal(true);
  });

  it('has no button for full screen when controlslist says so', async () => {
    const { player } = await playing(
      fake,
      html`<casto-player channel="x" autoplay muted controls controlslist="nofullscreen"></casto-player>`,
    );
    expect(has(player, 'fullscreen-button')).to.equal(false);
    expect(player.controlsList?.contains('nofullscreen')).to.equal(true);
    player.removeAttribute('controlslist');
    await player.updateComplete;
    expect(has(player, 'fullscreen-button')).to.equal(true);
    player.controlslist = 'nodownload nofullscreen';
    await player.updateComplete;
    expect(has(player, 'fullscreen-button')).to.equal(false);
  });
});
