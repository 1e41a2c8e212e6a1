/** `<casto-player slot="media">` in the real media-chrome, driven by its buttons. */
import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import 'media-chrome';
import 'media-chrome/menu';
import '../../components/casto-player.js';
import type { CastoQualityChangeEvent } from '../../components/events/quality-change-event.js';
import type { CastoPlayer } from '../../components/player/player-element.js';
import { CastoError } from '../../src/base/errors.js';
import { press } from './player-setup.js';
import { has, part, record, stub, useFakeEngine } from './setup.js';

describe('<casto-player slot="media"> in <media-controller>', () => {
  const fake = useFakeEngine();

  beforeEach(() => localStorage.clear());

  async function mounted(autoplay = true) {
    const controller = await fixture<HTMLElement>(html`<media-controller>
      <casto-player slot="media" channel="street" muted ?autoplay=${autoplay}></casto-player>
      <media-control-bar>
        <media-play-button></media-play-button>
        <media-mute-button></media-mute-button>
        <media-volume-range></media-volume-range>
        <media-live-button></media-live-button>
        <media-rendition-menu-button></media-rendition-menu-button>
        <media-captions-button></media-captions-button>
        <media-pip-button></media-pip-button>
        <media-fullscreen-button></media-fullscreen-button>
      </media-control-bar>
    </media-controller>`);
    const player = controller.querySelector<CastoPlayer>('casto-player')!;
    controller.style.width = '640px';
    // The controller takes hold of its media a few microtasks late.
    await waitUntil(() => controller.getAttribute('mediastreamtype') === 'live', 'not taken');
    const button = (name: string) => controller.querySelector<HTMLElement>(`media-${name}`)!;
    return { controller, player, button };
  }

  async function playing() {
    const all = await mounted();
    await waitUntil(() => fake.engine.viewings.length > 0);
    fake.engine.viewing.play({ audio: true });
    await waitUntil(() => all.player.currentTime > 0, 'no picture');
    return all;
  }

  it('is taken for a live stream before there is any', async () => {
    const { controller, player } = await mounted(false);
    expect(controller.hasAttribute('mediapaused')).to.equal(true);
    expect(controller.hasAttribute('mediatimeislive')).to.equal(false);
    expect(controller.getAttribute('mediamuted')).to.equal('');
    expect(player.duration).to.be.NaN;
    expect(player.seekable.length).to.equal(0);
    // One big play button is enough, and it is the theme's.
    expect(has(player, 'start-button')).to.equal(false);
    expect(fake.engine.viewings).to.have.length(0);
  });

  it('plays and pauses by media-play-button, and by a click on the picture', async () => {
    const { controller, player, button } = await mounted(false);
    button('play-button').click();
    await waitUntil(() => fake.engine.viewings.length === 1);
    fake.engine.viewing.play({ audio: true });
    await waitUntil(() => controller.hasAttribute('mediahasplayed'), 'not told that it plays');
    expect(player.paused).to.equal(false);
    expect(controller.hasAttribute('mediapaused')).to.equal(false);
    expect(player.duration).to.equal(Number.POSITIVE_INFINITY);
    await waitUntil(() => !controller.hasAttribute('medialoading'), 'loading for ever');

    button('play-button').click();
    await waitUntil(() => controller.hasAttribute('mediapaused'));
    expect(player.paused).to.equal(true);
    expect(fake.engine.viewing.closed).to.equal(false);

    await press(player);
    await waitUntil(() => !controller.hasAttribute('mediapaused'), 'the click did not arrive');
    expect(player.paused).to.equal(false);
  });

  it('mutes by media-mute-button and follows media-volume-range', async () => {
    const { controller, player, button } = await playing();
    button('mute-button').click();
    expect(player.muted).to.equal(false);
    await waitUntil(() => controller.getAttribute('mediavolumelevel') === 'high');
    const range = button('volume-range').shadowRoot!.querySelector('input')!;
    range.value = '0.4';
    range.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    await waitUntil(() => player.volume === 0.4, 'volume not set');
    await waitUntil(() => controller.getAttribute('mediavolumelevel') === 'low');
    button('mute-button').click();
    await waitUntil(() => controller.getAttribute('mediavolumelevel') === 'off');
    expect(player.muted).to.equal(true);
  });

  it('returns to live by media-live-button', async () => {
    const { controller, player, button } = await playing();
    await waitUntil(() => controller.hasAttribute('mediatimeislive'), 'not live');
    player.pause();
    await waitUntil(() => button('live-button').hasAttribute('mediapaused'));
    const stands = player.currentTime;
    await waitUntil(() => player.liveEdgeStart > stands, 'the live edge stands still', {
      timeout: 3000,
    });
    expect(player.currentTime).to.equal(stands);
    button('live-button').click();
    await waitUntil(() => !player.paused);
    await waitUntil(() => player.currentTime >= player.liveEdgeStart, 'behind for ever');
    await waitUntil(() => controller.hasAttribute('mediatimeislive'), 'not live again');
  });

  it('offers captions by media-captions-button', async () => {
    const { player, button } = await playing();
    const track = player.addTextTrack('captions', 'English', 'en');
    await waitUntil(() => button('captions-button').getAttribute('mediasubtitleslist') !== null);
    expect(track.mode).not.to.equal('showing');
    button('captions-button').click();
    await waitUntil(() => track.mode === 'showing');
    button('captions-button').click();
    await waitUntil(() => track.mode === 'disabled');
  });

  it('offers the sizes by media-rendition-menu, and follows what is chosen elsewhere', async () => {
    const { controller, player, button } = await playing();
    const { viewing } = fake.engine;
    const changes = record<CastoQualityChangeEvent>(player, 'casto-qualitychange');
    expect(button('rendition-menu-button').getAttribute('mediarenditionunavailable')).to.equal(
      'unavailable',
    );
    viewing.qualities = [
      { id: 'full', height: 180 },
      { id: 'small', height: 90 },
    ];
    await waitUntil(() => player.videoRenditions.length === 2, 'the sizes are not seen');
    const [full, small] = player.videoRenditions;
    expect([full!.width, full!.height, small!.width, small!.height]).to.deep.equal([
      320, 180, 160, 90,
    ]);
    const menu = document.createElement('media-rendition-menu');
    controller.append(menu);
    const items = (): Element[] => [...menu.shadowRoot!.querySelectorAll('media-chrome-menu-item')];
    const item = (text: string): HTMLElement =>
      items().find((each) => each.textContent?.includes(text)) as HTMLElement;
    await waitUntil(() => item('90p') !== undefined, 'no menu of sizes');
    item('90p').click();
    await waitUntil(() => viewing.quality === 'small', 'the choice did not arrive');
    expect(player.quality).to.equal('small');
    expect(player.videoRenditions.selectedIndex).to.equal(1);
    await waitUntil(() => item('90p').ariaChecked === 'true');
    item('Auto').click();
    await waitUntil(() => viewing.quality === 'auto', 'not left to the engine');
    expect(player.videoRenditions.selectedIndex).to.equal(-1);

    player.quality = 'full';
    expect(full!.selected).to.equal(true);
    await waitUntil(() => item('180p').ariaChecked === 'true', 'the menu does not follow');
    player.quality = 'huge';
    expect(player.quality, 'one that there is not').to.equal('full');
    full!.selected = false;
    expect(changes.map(({ detail }) => detail)).to.deep.equal([
      { from: 'auto', to: 'small' },
      { from: 'small', to: 'auto' },
      { from: 'auto', to: 'full' },
      { from: 'full', to: 'auto' },
    ]);

    viewing.qualities = [];
    await waitUntil(() => player.videoRenditions.length === 0, 'they stay');
    expect(player.videoRenditions[0]).to.equal(undefined);
    await waitUntil(
      () => button('rendition-menu-button').getAttribute('mediarenditionunavailable') !== null,
      'still offered',
    );
  });

  it('goes full screen by media-fullscreen-button, as a part of the controller', async () => {
    const { controller, button } = await playing();
    await press(button('fullscreen-button'));
    await waitUntil(() => document.fullscreenElement === controller, 'not in full screen');
    await waitUntil(() => controller.hasAttribute('mediaisfullscreen'));
    await document.exitFullscreen();
    await waitUntil(() => !controller.hasAttribute('mediaisfullscreen'));
  });

  it('goes into picture-in-picture by media-pip-button', async () => {
    const { controller, player, button } = await playing();
    expect(button('pip-button').hasAttribute('mediapipunavailable')).to.equal(false);
    await press(button('pip-button'));
    await waitUntil(() => document.pictureInPictureElement === player, 'no such window');
    await waitUntil(() => controller.hasAttribute('mediaispip'), 'not told');
    expect(player.matches(':state(picture-in-picture)')).to.equal(true);
    button('pip-button').click();
    await waitUntil(() => !controller.hasAttribute('mediaispip'), 'never left');
  });

  it('uses the full screen of the video where that is the only one (iPhone)', async () => {
    const { player } = await playing();
    expect(player.webkitEnterFullscreen).to.equal(undefined);
    let entered: unknown = null;
    const video = player.videoElement;
    Object.assign(video, {
      webkitEnterFullscreen(this: unknown) {
        entered = this;
      },
    });
    player.webkitEnterFullscreen?.();
    expect(entered === video).to.equal(true);
    Object.defineProperty(video, 'webkitDisplayingFullscreen', { value: true });
    const told = record(player, 'webkitbeginfullscreen');
    video.dispatchEvent(new Event('webkitbeginfullscreen'));
    expect(told).to.have.length(1);
    expect(player.webkitDisplayingFullscreen).to.equal(true);
    expect(player.matches(':state(fullscreen)')).to.equal(true);
  });

  it('stays in hand after an error that it outlives, and after one that is retried', async () => {
    const { controller, player, button } = await playing();
    fake.engine.viewing.fail(new CastoError('star-unreachable', 'lost', { fatal: false }));
    button('play-button').click();
    await waitUntil(() => player.paused, 'the controller has given up');
    button('play-button').click();
    await waitUntil(() => !player.paused);

    fake.engine.viewing.fail(new CastoError('no-parent', 'nobody'));
    await waitUntil(() => controller.getAttribute('mediaerrorcode') === 'no-parent');
    await player.updateComplete;
    await press(part(player, 'retry-button')!);
    await waitUntil(() => fake.engine.viewings.length === 2, 'the click did not arrive');
    fake.engine.viewing.play({ audio: true });
    await waitUntil(() => !controller.hasAttribute('mediaerrorcode'), 'the error stays');
    await waitUntil(() => controller.hasAttribute('mediatimeislive'));
    button('mute-button').click();
    expect(player.muted).to.equal(false);
  });

  it('shows neither live nor running once the broadcast has ended, and plays it again', async () => {
    const { controller, player, button } = await playing();
    await waitUntil(() => controller.hasAttribute('mediatimeislive'), 'not live');
    fake.engine.viewing.losePicture();
    fake.engine.viewing.to('ended');
    await waitUntil(() => controller.hasAttribute('mediaended'), 'the end is not told');
    expect(controller.hasAttribute('mediapaused'), 'paused').to.equal(true);
    expect(controller.hasAttribute('mediatimeislive'), 'live').to.equal(false);
    expect(controller.hasAttribute('medialoading'), 'loading').to.equal(false);

    button('play-button').click();
    await waitUntil(() => fake.engine.viewings.length === 2, 'no second viewing');
    fake.engine.viewing.play();
    await waitUntil(() => !controller.hasAttribute('mediaended'), 'ended for ever');
    await waitUntil(() => controller.hasAttribute('mediatimeislive'), 'not live again');
    expect(controller.hasAttribute('mediapaused')).to.equal(false);
    expect(player.ended).to.equal(false);
  });

  it('waits and is not live while the picture is lost, and runs again when it is back', async () => {
    const { controller, player } = await playing();
    await waitUntil(() => controller.hasAttribute('mediatimeislive'), 'not live');
    await waitUntil(() => !controller.hasAttribute('medialoading'), 'loading for ever');
    fake.engine.viewing.losePicture();
    fake.engine.viewing.to('reconnecting');
    await waitUntil(() => controller.hasAttribute('medialoading'), 'not said that it waits');
    expect(controller.hasAttribute('mediapaused'), 'paused').to.equal(false);
    expect(controller.hasAttribute('mediatimeislive'), 'live').to.equal(false);
    expect(player.readyState).to.equal(player.HAVE_CURRENT_DATA);
    fake.engine.viewing.play();
    await waitUntil(() => !controller.hasAttribute('medialoading'), 'loading for ever again');
    await waitUntil(() => controller.hasAttribute('mediatimeislive'), 'not live again');
    expect(player.readyState).to.equal(player.HAVE_ENOUGH_DATA);
  });

  it('is paused and not live while out of the document', async () => {
    const { controller, player } = await playing();
    await waitUntil(() => controller.hasAttribute('mediatimeislive'), 'not live');
    player.remove();
    await waitUntil(() => player.paused, 'it runs on');
    controller.prepend(player);
    await waitUntil(() => fake.engine.viewings.length === 2, 'autoplay begins anew');
    expect(controller.hasAttribute('mediatimeislive')).to.equal(false);
    await waitUntil(() => !controller.hasAttribute('mediapaused'), 'paused for ever');
  });

  it('answers as a <video>, and ignores what a stream ignores', async () => {
    const { player } = await playing();
    const time = player.currentTime;
    player.currentTime = 99;
    expect(player.currentTime - time).to.be.within(0, 5);
    player.loop = true;
    expect(player.loop).to.equal(false);
    expect(player.src).to.equal('street');
    expect(player.currentSrc).to.equal(player.channelId);
    expect(player.buffered).to.be.instanceOf(TimeRanges);
    expect(player.networkState).to.equal(player.videoElement.networkState);
    expect(player.canPlayType('video/webm')).not.to.equal('');
    player.defaultMuted = false;
    expect(player.hasAttribute('muted')).to.equal(false);
  });

  it('is switched by src, and starts over by load()', async () => {
    const { player } = await playing();
    player.src = 'other';
    await waitUntil(() => fake.engine.viewings.length === 2);
    expect(player.getAttribute('channel')).to.equal('other');
    player.load();
    await waitUntil(() => fake.engine.viewings.length === 3);
    expect(fake.engine.viewing.options.channel).to.equal('other');
    expect(fake.engine.open).to.equal(1);
  });

  it('outlives a browser without picture-in-picture', async () => {
    const { player } = await playing();
    const guard = stub(player.videoElement, 'requestPictureInPicture', undefined as never);
    const error = await player.requestPictureInPicture().catch((thrown: CastoError) => thrown);
    guard.restore();
    expect((error as CastoError).code).to.equal('unsupported');
  });
});
